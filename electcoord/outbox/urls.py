from django.urls import path

from electcoord.outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.message_list, name="messages"),
    path("<uuid:uuid>/", views.message, name="message"),
]
