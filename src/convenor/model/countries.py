"""The code of a country, from whatever a table calls it: two letters, three letters, or a name.

Codes: ISO 3166-1 alpha-2 and alpha-3, and XK for Kosovo. Other names: as UN agencies and the World Bank write them, and
French and Spanish ones where they differ.
"""

import csv
import re
from functools import cache
from importlib.resources import files

from convenor.model.words import fold

_NOT_WORD = re.compile(r"[\W_]+")
_EUROPEAN = {"EL": "GR", "UK": "GB"}  # codes of the European Union's tables that ISO does not know
_OTHER = """
AE: uae, emirats arabes unis, emiratos arabes unidos; AF: islamic republic of afghanistan; AM: armenie
BA: bosnie herzegovine, bosnia herzegovina; BF: burkina; BI: republique du burundi
BO: bolivia plurinational state of, bolivia plurinational, bolivie; BR: brasil, bresil; BN: brunei darussalam
BS: bahamas the; BY: bielorrusia, belarus republic of; CD: democratic republic of the congo, congo dem rep, drc, rdc
CD: congo democratic republic of the, dem rep congo, democratic republic of congo, congo kinshasa, dem rep of the congo
CD: republique democratique du congo, republica democratica del congo, the democratic republic of the congo
CF: car, rca, central african rep, republique centrafricaine, centrafrique, republica centroafricana
CG: congo rep, republic of congo, republic of the congo, congo brazzaville; CH: suisse, suiza; CI: ivory coast
CI: cote divoire, cote d ivoire; CM: cameroun, camerun; CN: china peoples republic of, chine; CV: cape verde
CY: chypre; CZ: czech republic, czech rep; DE: allemagne, alemania; DJ: yibuti; DO: dominican rep
DO: republica dominicana, republique dominicaine; DZ: algerie, argelia; EG: egypt arab rep, egypte, egipto
ES: espagne, espana; ET: ethiopie, etiopia; FM: micronesia fed sts, micronesia federated states of
FR: france metropolitan, francia; GB: united kingdom of great britain and northern ireland, great britain, royaume uni
GB: reino unido, uk of great britain and northern ireland; GM: gambia the, gambie; GN: guinee; GQ: guinee equatoriale
GR: grece, grecia; GW: guinee bissau; HK: hong kong sar china, china hong kong sar, hong kong china
HR: croatie, croacia; HR: croatia republic of
HT: haiti republique d; IN: inde; IQ: irak; IR: iran islamic republic of, iran islamic rep, iran islamic rep of
IT: italie, italia; JO: jordanie, jordania; JP: japon; KE: republic of kenya; KG: kyrgyz republic, kyrgyzstan republic
KH: cambodge, camboya; KM: comores; KP: korea dem rep, dem peoples rep of korea, north korea
KP: democratic peoples republic of korea, korea democratic peoples republic of; KR: korea rep, south korea
KR: korea republic of, rep of korea; KN: st kitts and nevis; LA: lao pdr, lao peoples democratic republic
LA: lao people s democratic republic; LB: liban, libano; LC: st lucia; LR: liberia republic of; LY: libye, libia
MA: maroc, marruecos; MD: moldova republic of, republic of moldova, rep of moldova; MK: macedonia fyr
MK: the former yugoslav republic of macedonia, macedonia, tfyr macedonia; ML: republic of mali; MM: burma
MO: macao sar china, china macao sar, macao; MR: mauritanie; MX: mexique, mejico; MZ: mozambique republic of
NE: republique du niger; NG: nigeria federal republic of; NL: pays bas, paises bajos, the netherlands, netherlands the
PE: perou; PG: papouasie nouvelle guinee; PH: filipinas
PL: pologne, polonia; PS: state of palestine, west bank and gaza
PS: palestinian territory, occupied palestinian territory, opt, palestinian, palestinian territories; RO: roumanie
RS: serbia and kosovo s res 1244 1999; RU: russia, russie, rusia; SA: arabie saoudite; SD: soudan, sudan republic of
SN: senegal republic of; SO: somalie; SS: soudan du sud, sudan del sur, s sudan; ST: sao tome and principe
SY: syrian arab republic, syrian arab rep, syrie, siria; SZ: swaziland; TD: tchad; TL: east timor, timor leste
TN: tunisie; TR: turkey, turkiye, turquie, turquia; TZ: united republic of tanzania, tanzania united republic of
TZ: united rep of tanzania; UA: ukraina; US: usa, united states of america, etats unis, estados unidos
VA: holy see vatican city state; VC: st vincent and the grenadines; VE: venezuela bolivarian republic of, venezuela rb
VE: venezuela bolivarian rep of; VG: british virgin islands; VI: virgin islands us, united states virgin islands
VN: vietnam; XK: kosovo, kosovo under unscr 1244; YE: yemen rep, yemen republic of; ZA: afrique du sud, sudafrica
ZM: zambie; AN: netherlands antilles; BD: bangladesh peoples republic of; CO: colombie; SV: salvador; EC: equateur
UA: україна, украина; SY: سوريا, الجمهورية العربية السورية; YE: اليمن; IQ: العراق; SD: السودان; LB: لبنان; LY: ليبيا
SO: الصومال; PS: فلسطين; JO: الاردن; AF: أفغانستان
"""


def country_code(text: str) -> str:
    """ISO 3166 alpha-2 code of a country that stands alone in a cell; '' where it is none.

    Example:
        >>> [country_code(t) for t in ("ss", "NGA", "Côte d'Ivoire", "Korea, Rep.", "EL", "Atlantis")]
        ['SS', 'NG', 'CI', 'KR', 'GR', '']
    """
    up = text.strip().upper()
    up = _EUROPEAN.get(up, up)
    codes = _codes()
    if len(up) <= 3 and up in codes:
        return codes[up]
    return _names().get(_plain(text), "")


@cache
def _codes() -> dict[str, str]:
    """Both kinds of code to the two letters."""
    rows = _rows()
    return {row["code"]: row["code"] for row in rows} | {row["iso3"]: row["code"] for row in rows}


@cache
def _names() -> dict[str, str]:
    found = {_plain(row["name"]): row["code"] for row in _rows()}
    for entry in re.split(r"[;\n]", _OTHER.strip()):
        code, _, names = entry.partition(":")
        found.update({_plain(name): code.strip() for name in names.split(",")})
    return found


def _plain(name: str) -> str:
    return _NOT_WORD.sub(" ", fold(name)).strip()


def _rows() -> list[dict[str, str]]:
    text = files("convenor").joinpath("data", "countries.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
