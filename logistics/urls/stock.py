from django.urls import path

from logistics.views import receipts, stock, warehouse

patterns = [
    path("<slug:slug>/stok/", stock.overview, name="stock"),
    path("<slug:slug>/stok/barang/<uuid:uuid>/", stock.lot, name="lot"),
    path("<slug:slug>/stok/penerimaan/", receipts.receipts, name="receipts"),
    path("<slug:slug>/stok/penerimaan/baru/", receipts.new, name="receipt-new"),
    path("<slug:slug>/stok/penerimaan/templat/", receipts.template, name="receipt-template"),
    path("<slug:slug>/stok/penerimaan/<uuid:uuid>/", receipts.receipt, name="receipt"),
    path("<slug:slug>/stok/penerimaan/<uuid:uuid>/<slug:name>.pdf", receipts.receipt_paper, name="receipt-paper"),
    path("<slug:slug>/stok/penerimaan/<uuid:uuid>/foto/<uuid:one>/", receipts.receipt_photo, name="receipt-photo"),
    path("<slug:slug>/stok/sortir/", warehouse.sort, name="sort"),
    path("<slug:slug>/stok/hitung/", warehouse.count, name="count"),
    path("<slug:slug>/stok/pemusnahan/", warehouse.destructions, name="destructions"),
    path("<slug:slug>/stok/pemusnahan/<uuid:uuid>/", warehouse.destruction, name="destruction"),
    path("<slug:slug>/stok/pemusnahan/<uuid:uuid>/ba.pdf", warehouse.destruction_paper, name="destruction-paper"),
]
