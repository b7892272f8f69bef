"""Where in the site the applications of each business stand."""

from zczr.domain.applications.businesses import Business
from zczr.web.layout import Place

PLACES = {Business.LOAN: Place.APPLICATIONS, Business.CLAIM: Place.CLAIM_APPLICATIONS}
