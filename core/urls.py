from django.urls import path

from core.views import auth, codecheck, help, language, parameters, system

app_name = "core"
urlpatterns = [
    path("login/", auth.Login.as_view(), name="login"),
    path("logout/", auth.Logout.as_view(), name="logout"),
    path("account/password/", auth.Password.as_view(), name="password"),
    path("account/language/", language.language, name="language"),
    path("account/text-size/", language.text_size, name="text_size"),
    path("help/", help.index, name="help"),
    path("help/<slug:name>/", help.topic, name="help_topic"),
    path("codes/check/", codecheck.check_codes, name="codecheck"),
    path("journal/", system.journal, name="journal"),
    path("jobs/", system.jobs, name="jobs"),
    path("jobs/<int:pk>/", system.job, name="job"),
    path("parameters/", parameters.index, name="parameters"),
    path("parameters/<int:pk>/", parameters.edit, name="parameter-edit"),
    path("parameters/<int:pk>/new/", parameters.add, name="parameter-add"),
]
