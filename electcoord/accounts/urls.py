from django.urls import path

from electcoord.accounts import views

app_name = "accounts"
urlpatterns = [
    path("masuk/", views.login, name="login"),
    path("keluar/", views.logout, name="logout"),
    path("sandi/", views.password, name="password"),
]
