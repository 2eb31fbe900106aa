from django.urls import path

from oversight.views import dashboard, heat, home, placing, roads

app_name = "oversight"
urlpatterns = [
    path("employers/<int:pk>/place/", placing.place, name="place"),
    path("unplaced/roads/", roads.roads, name="roads"),
    path("unplaced/roads/<int:pk>/", roads.road, name="road"),
    path("unplaced/decide/", roads.decide, name="decide"),
    path("", home.home, name="home"),
    path("dashboard/", dashboard.own_dashboard, name="dashboard"),
    path("dashboard/<int:pk>/", dashboard.area_dashboard, name="area"),
    path("heat/", heat.own_heat, name="heat"),
    path("heat/<int:pk>/", heat.area_heat, name="area_heat"),
]
