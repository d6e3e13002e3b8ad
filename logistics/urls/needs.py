from django.urls import path

from logistics.views import needs, plans

patterns = [
    path("<slug:slug>/kebutuhan/", needs.needs, name="needs"),
    path("<slug:slug>/kebutuhan/<wilayah:code>/", needs.region, name="needs-region"),
    path("<slug:slug>/kebutuhan/<wilayah:code>/unduh/<slug:form>/", needs.region_file, name="needs-file"),
    path("<slug:slug>/kebutuhan/<tps:code>/", needs.station, name="needs-tps"),
    path("<slug:slug>/barang/", plans.items, name="items"),
    path("<slug:slug>/barang/<slug:code>/", plans.item, name="item"),
    path("<slug:slug>/rencana/", plans.plans, name="plans"),
    path("<slug:slug>/rencana/<int:number>/", plans.plan, name="plan"),
    path("<slug:slug>/rencana/<int:number>/unduh/<slug:form>/", plans.plan_file, name="plan-file"),
]
