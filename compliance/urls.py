from django.urls import path

from compliance.views import archive, findings, runs

app_name = "compliance"
urlpatterns = [
    path("findings/", findings.worklist, name="findings"),
    path("findings/count/", findings.worklist_count, name="findings_count"),
    path("findings/<int:pk>/", findings.finding, name="finding"),
    path("findings/<int:pk>/set-aside/", findings.set_aside, name="set_aside"),
    path("findings/<int:pk>/resume/", findings.resume, name="resume"),
    path("findings/<int:pk>/take-up/", findings.take_up, name="take_up"),
    path("findings/<int:pk>/let-go/", findings.let_go, name="let_go"),
    path("employers/", archive.employers, name="employers"),
    path("employers/<int:pk>/findings/", findings.employer_findings, name="employer_findings"),
    path("employers/<int:pk>/findings/count/", findings.employer_findings_count, name="employer_findings_count"),
    path("runs/", runs.ledger, name="runs"),
    path("runs/start/", runs.start, name="start"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("rules/", runs.rules, name="rules"),
]
