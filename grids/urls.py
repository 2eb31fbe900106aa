from django.urls import path

from grids.views import drafts, tree
from grids.views import map as map_views

app_name = "grids"
urlpatterns = [
    path("territory/", tree.tree, name="tree"),
    path("territory/map/", map_views.area_map, name="map"),
    path("outlines/", drafts.listed, name="drafts"),
    path("outlines/new/", drafts.new, name="draft_new"),
    path("outlines/<int:pk>/", drafts.draft, name="draft"),
    path("outlines/<int:pk>/answer/", drafts.answer, name="draft_answer"),
    path("outlines/<int:pk>/publish/", drafts.publish, name="draft_publish"),
    path("outlines/<int:pk>/discard/", drafts.discard, name="draft_discard"),
    path("territory/<int:pk>/", tree.area, name="area"),
    path("territory/<int:pk>/map/", map_views.area_map, name="area_map"),
]
