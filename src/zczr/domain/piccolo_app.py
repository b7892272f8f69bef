"""All tables of the domain, and where their migrations lie."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from zczr.domain.accounts.tables import EmailToken, Member, Organization
from zczr.domain.applications.tables import Application
from zczr.domain.contracts.tables import ContractEvidence, ContractFiling, LoanPosition
from zczr.domain.credit.tables import CreditEntry
from zczr.domain.files.tables import Upload
from zczr.domain.lending.tables import Assessment, LoanMatch, LoanOffer, LoanRequest, Lpr
from zczr.domain.messages.tables import Mail, Notice, NoticeRead
from zczr.domain.partners.tables import Partnership

APP_CONFIG = AppConfig(
    app_name="zczr",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=[
        Organization,
        Member,
        EmailToken,
        Upload,
        Partnership,
        CreditEntry,
        Notice,
        NoticeRead,
        Mail,
        Lpr,
        LoanRequest,
        LoanOffer,
        Assessment,
        LoanMatch,
        Application,
        ContractFiling,
        ContractEvidence,
        LoanPosition,
    ],
)
