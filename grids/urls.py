from django.urls import path

from grids.views import map as map_views
from grids.views import tree

app_name = "grids"
urlpatterns = [
    path("territory/", tree.tree, name="tree"),
    path("territory/map/", map_views.own_map, name="map"),
    path("territory/<int:pk>/", tree.area, name="area"),
    path("territory/<int:pk>/map/", map_views.area_map, name="area_map"),
]
