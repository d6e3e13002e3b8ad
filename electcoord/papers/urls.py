from django.urls import path

from electcoord.papers import views

app_name = "papers"
urlpatterns = [
    path("<uuid:uuid>/gambar.jpg", views.image, name="image"),
    path("<uuid:uuid>/kecil.jpg", views.small, name="small"),
]
