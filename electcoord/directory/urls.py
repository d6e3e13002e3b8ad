from django.urls import path

from electcoord.directory import views

app_name = "directory"
urlpatterns = [
    path("", views.institutions, name="institutions"),
    path("<uuid:uuid>/", views.institution, name="institution"),
]
