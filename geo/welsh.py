"""Towns and counties in Welsh, where the shipped table knows them by their English names; facts, no data file."""

_NAMES = """
Cardiff: Caerdydd
Swansea: Abertawe
Newport: Casnewydd
Wrexham: Wrecsam
Carmarthen: Caerfyrddin
Neath: Castell-nedd
Neath Port Talbot: Castell-nedd Port Talbot
Port Talbot: Porth Talbot
Brecon: Aberhonddu
Haverfordwest: Hwlffordd
Tenby: Dinbych-y-pysgod
Abergavenny: Y Fenni
Newtown: Y Drenewydd
Monmouth: Trefynwy
Cardigan: Aberteifi
Bridgend: Pen-y-bont ar Ogwr
Caerphilly: Caerffili
Merthyr Tydfil: Merthyr Tudful
Rhyl: Y Rhyl
Holywell: Treffynnon
Holyhead: Caergybi
Mold: Yr Wyddgrug
Denbigh: Dinbych
Ruthin: Rhuthun
Barry: Y Barri
Chepstow: Cas-gwent
Ebbw Vale: Glynebwy
Blackwood: Coed-duon
Morriston: Treforys
Colwyn Bay: Bae Colwyn
Pembroke: Penfro
Pembroke Dock: Doc Penfro
Milford Haven: Aberdaugleddau
Fishguard: Abergwaun
Lampeter: Llanbedr Pont Steffan
Flint: Y Fflint
Connah's Quay: Cei Connah
Welshpool: Y Trallwng
Llantwit Major: Llanilltud Fawr
Cowbridge: Y Bont-faen
Aberdare: Aberdâr
Pontypool: Pont-y-pŵl
Usk: Brynbuga
Crickhowell: Crucywel
Narberth: Arberth
St David's: Tyddewi
Isle of Anglesey: Ynys Môn, Sir Ynys Môn
Monmouthshire: Sir Fynwy
Pembrokeshire: Sir Benfro
Carmarthenshire: Sir Gaerfyrddin
Denbighshire: Sir Ddinbych
Flintshire: Sir y Fflint
Ceredigion: Sir Ceredigion
Vale of Glamorgan: Bro Morgannwg
"""
ENGLISH_OF = {
    welsh: english
    for line in _NAMES.split("\n")
    if line
    for english, every in [line.split(": ")]
    for welsh in every.split(", ")
}
