from django.urls import path

from inspectors.views import accounts, team

app_name = "inspectors"
urlpatterns = [
    path("team/", team.team, name="team"),
    path("team/new/", team.enrol, name="enrol"),
    path("team/<int:pk>/", team.member, name="member"),
    path("team/<int:pk>/appoint/", team.appoint, name="appoint"),
    path("team/<int:pk>/leave/", team.leave, name="leave"),
    path("team/appointments/<int:pk>/end/", team.end, name="end"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.open_account, name="open_account"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("accounts/<int:pk>/member/", accounts.link, name="link"),
    path("accounts/<int:pk>/password/", accounts.password, name="set_password"),
    path("accounts/<int:pk>/close/", accounts.close, name="close"),
    path("accounts/<int:pk>/activate/", accounts.activate, name="activate"),
    path("accounts/<int:pk>/unlock/", accounts.unlock, name="unlock"),
]
