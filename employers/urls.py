from django.urls import path

from employers.views import archive, detail, employed

app_name = "employers"
urlpatterns = [
    path("employers/", archive.employer_list, name="list"),
    path("employers/unplaced/", archive.unplaced, name="unplaced"),
    path("employers/unplaced/count/", archive.unplaced_count, name="unplaced_count"),
    path("workers/", employed.workers, name="workers"),
    path("employers/<int:pk>/", detail.detail, name="detail"),
]
