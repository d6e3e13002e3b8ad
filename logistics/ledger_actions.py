from django.db import models
from django.utils.translation import gettext_lazy as _

from electcoord.ledger import recording


@recording.register
class PlaceAction(models.TextChoices):
    PREPARED = "logistics.places.prepared", _("menyiapkan {jumlah} pemegang logistik: PPK, PPS, dan KPPS")
    WAREHOUSE_ADDED = "logistics.warehouse.added", _("menambah gudang {nama}")
    WAREHOUSE_CHANGED = "logistics.warehouse.changed", _("mengubah gudang {nama} ({isian})")


@recording.register
class ContainerAction(models.TextChoices):
    """Packing; the payload names codes and seals, which are no secrets of anybody."""

    MADE = "logistics.containers.made", _("menyiapkan {jumlah} kotak dan wadah di {tempat}")
    PACKED = "logistics.containers.packed", _("mengemas {jumlah} kotak dan wadah")
    PACKED_WRONG = (
        "logistics.container.packed_wrong",
        _("mengemas surat suara {surat_suara} ke dalam {kode} milik kontes {milik}: {sebab_beda}"),
    )
    UNPACKED = "logistics.container.unpacked", _("membongkar isi {kode} di gudang: {alasan}")
    PUT_IN = "logistics.container.put_in", _("memasukkan {jumlah} kotak atau wadah ke dalam {kode}")
    TAKEN_OUT = "logistics.container.taken_out", _("mengeluarkan {jumlah} kotak atau wadah dari {kode}")
    SEALS_LISTED = "logistics.seals.listed", _("menyegel {kotak} kotak dengan {jumlah} segel dari daftar")
    SEALS_ISSUED = "logistics.seals.issued", _("mencatat nomor segel {dari} sampai {sampai} yang diterima: {dasar}")
    REPORTED = "logistics.container.reported", _("membuat berita acara {nomor} tentang segel {kode}")
    SEALED = "logistics.container.sealed", _("menyegel {kode} dengan {jumlah} segel")
    OPENED = "logistics.container.opened", _("membuka {kode}: {alasan}")


@recording.register
class CustodyAction(models.TextChoices):
    """Hand-overs; no person is named: `dari` and `ke` are holders, `isi` is the digest of codes and steps."""

    TOLD = "logistics.handover.told", _("menyatakan serah terima {jumlah} kotak dari {dari} ke {ke} sebagai {pihak}")
    PASSED = "logistics.handover.passed", _("memindahkan penguasaan {jumlah} kotak dari {dari} ke {ke}")


@recording.register
class ReportAction(models.TextChoices):
    """Records about boxes; `serah_terima` are the uuids of the hand-overs that a record tells of."""

    DRAFTED = "logistics.report.drafted", _("menyusun berita acara {jenis} dari {jumlah} serah terima oleh {pemegang}")


@recording.register
class NeedAction(models.TextChoices):
    CATALOGUE_LOADED = "logistics.items.loaded", _("memuat katalog logistik pemilu {nama}: {jumlah} barang baru")
    ITEM_ADDED = "logistics.item.added", _("menambah barang logistik {barang}: {banyak} {satuan}; sumber {sumber}")
    ITEM_CHANGED = "logistics.item.changed", _("mengubah barang logistik {barang} ({rincian}): {alasan}")
    PLAN_FROZEN = (
        "logistics.plan.frozen",
        _("membekukan rencana kebutuhan {nomor} pemilu {nama} ({dikenal} dari {tps} TPS ber-DPT): {keperluan}"),
    )


@recording.register
class StockAction(models.TextChoices):
    RECEIVED = "logistics.stock.received", _("menerima barang dengan surat jalan {surat_jalan}, BTTB {nomor}")
    REQUESTED = "logistics.stock.requested", _("mengesahkan surat permintaan kekurangan {nomor}")
    SORTED = "logistics.stock.sorted", _("menyortir {barang}: {baik} baik, {rusak} rusak")
    PSU_SET = "logistics.stock.psu", _("menyisihkan {jumlah} {barang} untuk PSU")
    PSU_ISSUED = "logistics.stock.psu_issued", _("mengeluarkan {jumlah} {barang} stok PSU untuk TPS {tps}: {keputusan}")
    RELOCATED = "logistics.stock.relocated", _("memindahkan {jumlah} {barang} dari {asal} ke {tujuan}")
    COUNTED = "logistics.stock.counted", _("menghitung {barang}: {dihitung}, menurut buku {buku}")
    BOOKED = "logistics.stock.booked", _("membukukan selisih {selisih} {barang}")
    SENT_AWAY = "logistics.stock.sent_away", _("memindahkan {jumlah} {barang} ke kabupaten/kota lain")
    TAKEN_IN = "logistics.stock.taken_in", _("menerima {jumlah} {barang} dari kabupaten/kota lain")
    DESTROYED = "logistics.stock.destroyed", _("memusnahkan {jumlah} surat suara dengan berita acara {nomor}")


@recording.register
class MovementAction(models.TextChoices):
    """Vehicles on their way; driver and escort are people and stay out, `dari` and `tujuan` are holders' keys."""

    PLANNED = "logistics.movement.planned", _("merencanakan {nama} dari {dari} ke {jumlah} tujuan")
    CHANGED = "logistics.movement.changed", _("mengubah rencana {nama}")
    CANCELLED = "logistics.movement.cancelled", _("membatalkan {nama}: {alasan}")
    DEPARTED = "logistics.movement.departed", _("memberangkatkan {nama} dengan {jumlah} kotak, surat jalan {nomor}")
    ARRIVED = "logistics.movement.arrived", _("mencatat {nama} tiba di {tujuan}")
    SIGN = "logistics.movement.sign", _("mencatat kabar {nama}")
    ENDED = "logistics.movement.ended", _("menutup {nama}")
    NOTICE_DRAFTED = "logistics.wave.notice_drafted", _("menyusun surat pemberitahuan distribusi gelombang {gelombang}")
    NOTICE_APPROVED = "logistics.wave.notice_approved", _("mengesahkan surat pemberitahuan distribusi {nomor}")


@recording.register
class SwapAction(models.TextChoices):
    EXCHANGED = "logistics.swap.exchanged", _("menukar surat suara pada insiden {nomor} lewat {pemegang}")
