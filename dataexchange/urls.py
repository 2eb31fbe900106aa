from django.urls import path

from dataexchange.views import delivery, lists, team

app_name = "dataexchange"
urlpatterns = [
    path("team/take-in/", team.team, name="team"),
    path("deliveries/", lists.deliveries, name="deliveries"),
    path("deliveries/upload/", delivery.upload, name="upload"),
    path("deliveries/waiting/", lists.waiting, name="waiting"),
    path("deliveries/templates/", lists.templates, name="templates"),
    path("deliveries/templates/<str:dataset>/", lists.template, name="template"),
    path("deliveries/<int:pk>/", delivery.delivery, name="delivery"),
    path("deliveries/<int:pk>/progress/", delivery.progress, name="progress"),
    path("deliveries/<int:pk>/answer/", delivery.answer, name="answer"),
    path("deliveries/<int:pk>/again/", delivery.again, name="again"),
    path("deliveries/<int:pk>/commit/", delivery.commit, name="commit"),
    path("deliveries/<int:pk>/withdraw/", delivery.withdraw, name="withdraw"),
    path("deliveries/<int:pk>/discard/", delivery.discard, name="discard"),
    path("deliveries/<int:pk>/faults/", delivery.faulty_rows, name="faults"),
]
