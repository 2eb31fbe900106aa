"""The sheet of a district's colour map that is filed with the city (founding document, 三(一)): geometry on paper."""
