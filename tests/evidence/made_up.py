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
