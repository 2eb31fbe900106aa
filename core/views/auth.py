"""Logging in and out, changing one's password."""

import time

from django.contrib import messages
from django.contrib.auth import views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import journal
from core.actor import Actor
from core.enums import Role
from core.forms import LoginForm, PasswordForm
from core.models import User
from core.scope import Scope


def account(user: User) -> Actor:
    """The person as such, before anything is known of areas."""
    return Actor(str(user), Role(user.role), Scope.NOTHING, user.pk)


class Login(views.LoginView):
    template_name = "core/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form):
        response = super().form_valid(form)
        self.request.session["began"] = self.request.session["seen"] = time.time()
        user = form.get_user()
        journal.record(
            "account.logged_in", gettext_noop("Logged in."), about=user, by=account(user), on=self.request.today
        )
        return response

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"why": self.request.GET.get("why", "")}


class Logout(views.LogoutView):
    """On a shared machine nothing of the last person's pages stays behind."""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            journal.record(
                "account.logged_out",
                gettext_noop("Logged out."),
                about=request.user,
                by=account(request.user),
                on=request.today,
            )
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class Password(views.PasswordChangeView):
    template_name = "core/password.html"
    form_class = PasswordForm
    success_url = reverse_lazy("core:password")

    def form_valid(self, form):
        user = form.user
        user.must_change_password, user.password_changed_on = False, self.request.today
        response = super().form_valid(form)
        journal.record(
            "account.password_changed",
            gettext_noop("Changed the password."),
            about=user,
            by=account(user),
            on=self.request.today,
        )
        messages.success(self.request, _("The password is changed. Other browsers of this account were logged out."))
        return response
