"""All tables of the domain, and where their migrations lie."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from zczr.domain.accounts.tables import EmailToken, Member, Organization
from zczr.domain.applications.tables import Application
from zczr.domain.claims.imports.tables import ClaimImport, ClaimImportMistake, ClaimImportRow
from zczr.domain.claims.tables import (
    AssignmentNotice,
    Claim,
    ClaimMatch,
    ClaimOnSale,
    ClaimRegistration,
    DebtorConfirmation,
    NoticeSending,
    PaperAccess,
    PaperView,
    PurchaseCriteria,
    Quote,
    QuoteInvitation,
    SavedFilter,
)
from zczr.domain.contracts.tables import ClaimTransfer, ContractEvidence, ContractFiling, LoanPosition
from zczr.domain.conversations.tables import Conversation, ConversationMessage, ConversationUnread
from zczr.domain.credit.tables import CreditEntry
from zczr.domain.disclosure.tables import Article
from zczr.domain.feed.tables import FeedEntry
from zczr.domain.files.tables import Upload
from zczr.domain.lending.tables import Assessment, LoanMatch, LoanOffer, LoanRequest, Lpr
from zczr.domain.messages.tables import Mail, Notice, NoticeUnread
from zczr.domain.partners.tables import DirectoryEntry, PartnerBlock, PartnerRequest, Partnership
from zczr.domain.reports.tables import AbuseReport

APP_CONFIG = AppConfig(
    app_name="zczr",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=[
        Organization,
        Member,
        EmailToken,
        Upload,
        Partnership,
        PartnerRequest,
        PartnerBlock,
        DirectoryEntry,
        CreditEntry,
        Notice,
        NoticeUnread,
        Conversation,
        ConversationMessage,
        ConversationUnread,
        FeedEntry,
        AbuseReport,
        Article,
        Mail,
        Lpr,
        LoanRequest,
        LoanOffer,
        Assessment,
        LoanMatch,
        Claim,
        PurchaseCriteria,
        ClaimMatch,
        DebtorConfirmation,
        AssignmentNotice,
        NoticeSending,
        ClaimRegistration,
        ClaimOnSale,
        Quote,
        QuoteInvitation,
        SavedFilter,
        ClaimImport,
        ClaimImportRow,
        ClaimImportMistake,
        PaperAccess,
        PaperView,
        Application,
        ContractFiling,
        ContractEvidence,
        LoanPosition,
        ClaimTransfer,
    ],
)
