"""Words for the entries of a study, Vietnamese and English."""

from __future__ import annotations

LABELS = {
    "walk": ("Đi bộ", "On foot"),
    "motorbike": ("Xe máy", "Motorbike"),
    "car": ("Ô tô", "Car"),
    "ambulance": ("Xe cứu thương", "Ambulance"),
    "kmh.any": ("mọi loại đường", "any road"),
    "kmh.motorway": ("đường cao tốc", "expressways"),
    "kmh.trunk": ("quốc lộ", "national roads (trunk)"),
    "kmh.primary": ("đường cấp 1 (primary)", "primary roads"),
    "kmh.secondary": ("đường cấp 2 (secondary)", "secondary roads"),
    "kmh.tertiary": ("đường cấp 3 (tertiary)", "tertiary roads"),
    "kmh.unclassified": ("đường liên xã, liên thôn", "minor roads (unclassified)"),
    "kmh.residential": ("đường khu dân cư", "residential streets"),
    "kmh.service": ("ngõ, hẻm, đường nội bộ", "alleys and service roads"),
    "kmh.track": ("đường đất, đường đồng", "tracks"),
    "kmh.path": ("đường mòn, đường đi bộ", "paths and footways"),
    "peak": ("giờ cao điểm", "rush hour"),
    "day": ("ban ngày", "day"),
    "night": ("ban đêm", "night"),
    "municipal": ("Bệnh viện thành phố", "Municipal hospitals"),
    "regional": ("Bệnh viện đa khoa khu vực", "Regional general hospitals"),
    "ministry": ("Bệnh viện bộ, ngành", "Hospitals of ministries"),
    "private_hospital": ("Bệnh viện tư nhân", "Private hospitals"),
    "polyclinic": ("Phòng khám đa khoa", "General clinics"),
    "commune_station": ("Trạm y tế", "Commune health stations"),
    "former_station": ("Trạm y tế cũ", "Former commune stations"),
    "primary": ("Chăm sóc ban đầu", "Primary care"),
    "hospital": ("Bệnh viện", "Hospital care"),
}
