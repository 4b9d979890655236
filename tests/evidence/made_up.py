"""Made-up files: IATI activities and CORDIS rows of bodies that do not exist."""

PROJECT_COLUMNS = (
    "rcn", "id", "acronym", "status", "programme", "topics", "frameworkProgramme", "title", "startDate", "endDate",
    "projectUrl", "objective", "totalCost", "ecMaxContribution", "call", "fundingScheme", "coordinator",
    "coordinatorCountry", "participants", "participantCountries", "subjects",
)  # fmt: skip
ORGANISATION_COLUMNS = (
    "projectRcn", "projectID", "projectAcronym", "role", "id", "name", "shortName", "activityType",
    "endOfParticipation", "ecContribution", "country", "street", "city", "postCode", "organizationUrl", "vatNumber",
    "contactForm", "contactType", "contactTitle", "contactFirstNames", "contactLastNames", "contactFunction",
    "contactTelephoneNumber", "contactFaxNumber",
)  # fmt: skip


def activity_xml(
    number: int = 1, *, title: str = "River mediation", extra: str = "", updated: str = "", text: str = ""
) -> str:
    """One activity of version 2.03."""
    stamp = f' last-updated-datetime="{updated}"' if updated else ""
    return (
        f'<iati-activity default-currency="EUR" xml:lang="en"{stamp}>'
        f"<iati-identifier>XM-MADE-{number}</iati-identifier>"
        '<reporting-org ref="XM-MADE" type="21"><narrative>Made-up Reporter</narrative></reporting-org>'
        f"<title><narrative>{title}</narrative></title>"
        f"<description><narrative>{text or 'Talks between two banks of a river.'}</narrative></description>"
        '<participating-org role="4" type="22" ref="XA-REG-7"><narrative>Ferry Union</narrative></participating-org>'
        '<activity-status code="2"/><activity-date type="2" iso-date="2020-03-01"/>'
        f'<recipient-country code="SO" percentage="100"/><sector vocabulary="1" code="15220"/>{extra}</iati-activity>'
    )


def iati_xml(*activities: str, version: str = "2.03") -> str:
    """A whole file."""
    body = "".join(activities)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="{version}">{body}</iati-activities>'


def sheet(columns: tuple[str, ...], *rows: dict[str, str]) -> str:
    """A CORDIS file: semicolons, every cell quoted."""
    lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    return "\n".join(";".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines) + "\n"


def project_row(number: str = "900001", **other: str) -> dict[str, str]:
    """One H2020 project."""
    return {
        "id": number, "acronym": "FERRY", "title": "Safe ferries", "objective": "Crossings under threat.",
        "startDate": "2016-05-01", "endDate": "2019-04-30", "status": "CLOSED", "frameworkProgramme": "H2020",
        "programme": "H2020-EU.3.7.;H2020-EU.2.3.1.", "topics": "SEC-01-DRS-2016", "ecMaxContribution": "1000000.5",
    } | other  # fmt: skip


def organisation_row(number: str = "900001", pic: str = "111111111", **other: str) -> dict[str, str]:
    """One organisation in an H2020 project."""
    return {
        "projectID": number, "projectAcronym": "FERRY", "role": "participant", "id": pic, "name": "FERRY WORKS LTD",
        "activityType": "PRC", "ecContribution": "250000.25", "country": "EL", "contactLastNames": "Nobody",
        "contactTelephoneNumber": "+30 210 0000000", "endOfParticipation": "false",
    } | other  # fmt: skip


DEMOGRAPHICS_COLUMNS = (
    "year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,pop_type,location,loc_type,acc_type,f_0_4,f_5_11,f_12_17,f_18_59,"
    "f_60,f_other,f_total,m_0_4,m_5_11,m_12_17,m_18_59,m_60,m_other,m_total,total"
)


def demographics_sheet(*rows):
    """A table of UNHCR's demographics; a row is the values of all columns."""
    made_up = "2024.0,Nowhere,NOW,SOM,Malta,MLT,MLT,REF,Quay Camp,R,P,10,0,5,60,5,0,80,12,0,8,90,10,0,120,200"
    return "\n".join([DEMOGRAPHICS_COLUMNS, *(rows or (made_up,))]) + "\n"


DYADIC = """dyad_id,conflict_id,location,side_a,side_a_id,side_a_2nd,side_b,side_b_id,side_b_2nd,incompatibility,\
territory_name,year,intensity_level,type_of_conflict,start_date,start_prec,start_date2,start_prec2,gwno_a,gwno_a_2nd,\
gwno_b,gwno_b_2nd,gwno_loc,region,version
93,91,Malta,Government of Malta,9403,"",Quay Band,9401,"",1,Quay,2019,1,3,\
2019-01-02,1,2019-05-01,1,338,"","","",338,1,25.1
"""
CONFLICTS = """conflict_id,location,side_a,side_a_id,side_a_2nd,side_b,side_b_id,side_b_2nd,incompatibility,\
territory_name,year,intensity_level,cumulative_intensity,type_of_conflict,start_date,start_prec,start_date2,\
start_prec2,ep_end,ep_end_date,ep_end_prec,gwno_a,gwno_a_2nd,gwno_b,gwno_b_2nd,gwno_loc,region,version
91,"Malta, Italy",Government of Malta,9403,"",Quay Band,9401,"",2,"",2019,2,0,3,2019-01-02,1,2019-05-01,1,1,2019-11-03,\
1,338,"","","",338,1,25.1
"""
GROUPS = """\ufeffActorId,NameData,NameOrig,NameOrigFull,NameOrigFullEng,NameChange,NewName,NewNameFullMotherTongue,\
NewNameFullEng,Org,ConflictId,DyadId,Location,Version
9401,Quay Band,QB,Banda tal-Moll,Band of the Quay,0,,,,1,91,93,"Malta, Italy",22.1
"""
AGREEMENTS = """paid,region,conflict_id,conflict_name,dyad_name,pa_name,year,pa_date,pa_comment,pa_sign,ended,duration,\
cease,ddr,gender,pa_type,termdur
1,1,91,Malta: Quay,Government of Malta - Quay Band,Pier Accord,2010,2010-06-01,A comment,Jane Madeup,\
True,2012-03-04,1,0,0,2,15
2,1,91,Malta: Quay,Government of Malta - Quay Band,Ferry Accord,2012,2012-06-01,A comment,Jane Madeup,,,1,1,1,1,1
3,1,91,Malta: Quay,Government of Malta - Quay Band,Lost Accord,2013,2013-06-01,A comment,Jane Madeup,True,,0,0,0,3,1
"""
UCDP = {"dyadic.csv": DYADIC, "acd.csv": CONFLICTS, "actor.csv": GROUPS, "agreements.csv": AGREEMENTS}
DYAD_YEARS = """i,j,year,id,verbCoop,matlCoop,verbConf,matlConf,i_iso3c,j_iso3c
Malta,Italy,2014.0,MALTA_ITALY_2014,8.0,2.0,3.0,0.0,MLT,ITA
Malta,Italy,2015.0,MALTA_ITALY_2015,0.0,0.0,0.0,0.0,MLT,ITA
"""
