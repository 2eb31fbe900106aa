from django.urls import path

from inspectors.views import accounts, letters, people, powers, staffing, team

app_name = "inspectors"
urlpatterns = [
    path("team/", team.team, name="team"),
    path("team/new/", team.enrol, name="enrol"),
    path("team/<int:pk>/", team.member, name="member"),
    path("team/<int:pk>/appoint/", team.appoint, name="appoint"),
    path("team/<int:pk>/leave/", team.leave, name="leave"),
    path("team/appointments/<int:pk>/end/", team.end, name="end"),
    path("team/<int:pk>/delegate/", team.delegate, name="delegate"),
    path("team/<int:pk>/phone/", people.phone, name="phone"),
    path("team/<int:pk>/phone/read/", people.read_phone, name="read_phone"),
    path("team/<int:pk>/certificate/", people.certificate, name="certificate"),
    path("team/certificates/<int:pk>/withdraw/", people.withdraw, name="withdraw_certificate"),
    path("team/<int:pk>/training/", people.training, name="training"),
    path("team/<int:pk>/on-leave/", people.go_on_leave, name="on_leave"),
    path("team/leaves/<int:pk>/end/", people.come_back, name="end_leave"),
    path("team/<int:pk>/sees/", letters.sees, name="sees"),
    path("team/appointments/<int:pk>/letter/", letters.issue, name="issue_letter"),
    path("team/letters/<int:pk>/", letters.letter, name="letter"),
    path("team/grids/<int:pk>/", letters.grid_roster, name="grid_roster"),
    path("powers/", powers.ask, name="powers"),
    path("staffing/", staffing.area_staffing, name="staffing"),
    path("staffing/<int:pk>/", staffing.area_staffing, name="area_staffing"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.open_account, name="open_account"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("accounts/<int:pk>/member/", accounts.link, name="link"),
    path("accounts/<int:pk>/password/", accounts.password, name="set_password"),
    path("accounts/<int:pk>/close/", accounts.close, name="close"),
    path("accounts/<int:pk>/activate/", accounts.activate, name="activate"),
    path("accounts/<int:pk>/unlock/", accounts.unlock, name="unlock"),
]
