from django.urls import path

from electcoord.accounts import views

app_name = "accounts"
urlpatterns = [
    path("masuk/", views.login, name="login"),
    path("masuk/simulasi/", views.demo_login, name="demo-login"),
    path("keluar/", views.logout, name="logout"),
    path("log-saya/", views.own_log, name="own-log"),
    path("sandi/", views.password, name="password"),
]
