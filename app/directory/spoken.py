"""Words as they are said and spelled in Yorkshire, Lancashire, on the Tyne, in Scotland and London, in common English.

One word for one word, so that places in the text stay; what needs more than a word is a phrase in `terms/`. Left out is
what is a word of its own besides ("canny", "dee", "ma", "wean"), and what some phrase holds as it is said ("nowt").
"""

_SAID = """
house: hoose hoos ouse
out: oot
about: aboot abaht
down: doon dahn
round: roon roond rahnd
around: aroon aroond
town: toon tahn
over: ower
home: hame hyem yem
all: aal aall
never: nivver nivvor nivva
always: allus allways
go: gan
going: gannin gannen gaun goin
can't: cannae canna cannit
don't: dinnae dinna dinnet dinnot divvent divvn't divn't dunna
didn't: didnae
doesn't: doesnae
wasn't: wasnae
isn't: isnae
won't: willnae winnae
wouldn't: wouldnae
couldn't: couldnae
haven't: havenae huvnae
nothing: nothin nothink nuthin nuthink nuffin nuffink nuttin
something: somethin summat summut sommat summink sumfin sumfing somefing somefink
anything: onything anythin anyfing anyfink
everything: everythin everyfing everyfink
nobody: naebody neebody nobdy
anybody: onybody anybdy
somebody: somedy somebdy
thing: fing
things: fings
think: fink
with: wi wiv
of: o
myself: meself mesel mesen misen missen
himself: hissel hissen himsel
herself: hersel hersen
our: wor oor
your: yer
mother: muvver
brother: bruvver
mam: mammy
husband: hubby hubbie
wife: missus missis
bairns: weans
learn: lern
baking: bakin
sewing: sewin
living: livin
doing: doin
being: bein
"""
SPOKEN = {
    said.replace("'", ""): meant.replace("'", "")
    for line in _SAID.split("\n")
    if line
    for meant, every in [line.split(": ")]
    for said in every.split()
}
