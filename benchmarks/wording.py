"""The words that the benchmark's posts are made of, in English and Polish."""

COMPONENTS = (
    ("Shared hosting", "Hosting"), ("Virtual machines", "Hosting"), ("Kubernetes", "Hosting"),
    ("PostgreSQL", "Data"), ("MariaDB", "Data"), ("Object storage", "Data"), ("Backups", "Data"),
    ("Inbound mail", "Mail"), ("Outbound mail", "Mail"), ("Webmail", "Mail"),
    ("Name servers", "Network"), ("Core routers", "Network"), ("Load balancers", "Network"),
    ("VPN", "Network"), ("Customer panel", "Panel"), ("Billing", "Panel"), ("REST API", "Panel"),
    ("Sign-in", "Panel"), ("SMS gateway", "Other"), ("Build runners", "Other"),
)  # fmt: skip

INCIDENT_TITLES = {
    "en": (
        "{c} answers slowly", "{c} cannot be reached", "Errors after a release of {c}",
        "Some requests to {c} fail", "{c}: requests pile up in a queue",
    ),
    "pl": (
        "{c} odpowiada wolno", "{c} nie odpowiada", "Błędy po nowym wydaniu: {c}",
        "Część żądań do {c} kończy się błędem", "{c}: rosnąca kolejka żądań",
    ),
}  # fmt: skip
NOTICE_TITLES = {
    "en": ("New software for {c}", "{c} moves to new machines", "Repairs at {c}"),
    "pl": (
        "Nowe oprogramowanie: {c}", "{c}: przeniesienie na nowe maszyny", "Prace naprawcze: {c}",
    ),
}  # fmt: skip

SENTENCES = {
    "en": (
        "About **{n} of 100** requests to {c} end with `HTTP {code}`.",
        "An engineer on call looks into it; the vendor has been called, too.",
        "Whoever opened a session before {clock} stays signed in and notices nothing.",
        "One node of the `{host}` cluster stopped answering and its neighbours took over its load.",
        "The release of this morning was taken back, see [change {id}](https://work.example.com/{id}).",
        "Nothing was lost: what waits in the queue is delivered as soon as {c} has caught up.",
        "We keep an eye on the *error rate* for another hour before we call this resolved.",
        "The [network plan](https://docs.example.com/plan#{host}) shows the path that traffic takes now.",
        "Pages that only read are not affected; writing may have to be tried a second time.",
        "If you still see error `{code}` after {clock}, send us the number of your request.",
        "We will be back with news within the hour, or sooner if there is any.",
        "A full account of what happened follows on this page within five business days.",
    ),
    "pl": (
        "Około **{n} na 100** żądań do {c} kończy się błędem `HTTP {code}`.",
        "Dyżurny inżynier szuka przyczyny; zawiadomiliśmy też dostawcę.",
        "Kto zalogował się przed {clock}, pozostaje zalogowany i niczego nie zauważy.",
        "Jeden z węzłów klastra `{host}` przestał odpowiadać, a jego ruch przejęły sąsiednie węzły.",
        "Wycofaliśmy poranne wydanie, zob. [zmiana {id}](https://work.example.com/{id}).",
        "Nic nie przepadło: co czeka w kolejce, zostanie dostarczone, gdy {c} nadrobi zaległości.",
        "Przez godzinę będziemy jeszcze obserwować *liczbę błędów*, zanim uznamy sprawę za zamkniętą.",
        "[Plan sieci](https://docs.example.com/plan#{host}) pokazuje obecną drogę ruchu.",
        "Odczyt działa bez zmian; zapis może wymagać powtórzenia.",
        "Jeśli po {clock} nadal widać błąd `{code}`, prosimy o numer żądania.",
        "Odezwiemy się w ciągu godziny lub wcześniej, jeśli będą nowiny.",
        "Pełny opis zdarzenia pojawi się tutaj w ciągu pięciu dni roboczych.",
    ),
}
TABLE = """| site | errors | slowest |
| --- | ---: | ---: |
| north | {n} % | {id} ms |
| south | 0 % | 90 ms |"""
CODE = """```
{clock}:07 {host} checkpoint {id} took 41 s
{clock}:48 {host} giving up, code {code}
```"""
HOSTS = ("db-north", "db-south", "cache-2", "edge-7", "store-a", "mx-4")
