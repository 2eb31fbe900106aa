from django.urls import path

from oversight.views import dashboard, home, placing

app_name = "oversight"
urlpatterns = [
    path("employers/<int:pk>/place/", placing.place, name="place"),
    path("", home.home, name="home"),
    path("dashboard/", dashboard.own_dashboard, name="dashboard"),
    path("dashboard/<int:pk>/", dashboard.area_dashboard, name="area"),
]
