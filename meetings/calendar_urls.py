from django.urls import path

from meetings.views import calendar, feed

app_name = "calendar"
urlpatterns = [
    path("", calendar.calendar, name="calendar"),
    path("muat/", calendar.load, name="load"),
    path("tahapan/<uuid:uuid>/", calendar.stage, name="stage"),
    path("langganan/", feed.subscription, name="subscription"),
    path("umpan/<str:token>.ics", feed.feed, name="feed"),
]
