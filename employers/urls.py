from django.urls import path

from employers.views import acts, archive, detail, employed, queue, tabs

app_name = "employers"
urlpatterns = [
    path("employers/", archive.employer_list, name="list"),
    path("unplaced/", queue.unplaced, name="unplaced"),
    path("unplaced/count/", queue.unplaced_count, name="unplaced_count"),
    path("unplaced/answered/", queue.answered, name="answered"),
    path("misplaced/", queue.misplaced, name="misplaced"),
    path("misplaced/count/", queue.misplaced_count, name="misplaced_count"),
    path("workers/", employed.workers, name="workers"),
    path("employers/<int:pk>/", detail.detail, name="detail"),
    path("employers/<int:pk>/workers/", tabs.workers, name="employer_workers"),
    path("employers/<int:pk>/workers/<int:worker>/", acts.worker, name="worker"),
    path("employers/<int:pk>/workers/<int:worker>/number/", acts.unmask, name="unmask"),
    path("employers/<int:pk>/contracts/", tabs.contract_list, name="contracts"),
    path("employers/<int:pk>/insurance/", tabs.insurance, name="insurance"),
    path("employers/<int:pk>/wages/", tabs.wages, name="wages"),
    path("employers/<int:pk>/rosters/", tabs.rosters, name="rosters"),
    path("employers/<int:pk>/registers/", tabs.registers, name="registers"),
    path("employers/<int:pk>/codes/", tabs.identifiers, name="identifiers"),
    path("employers/<int:pk>/codes/<int:identifier>/keep/", acts.override, name="override"),
    path("employers/<int:pk>/placements/", tabs.placements, name="placements"),
    path("employers/<int:pk>/timeline/", tabs.timeline, name="timeline"),
]
