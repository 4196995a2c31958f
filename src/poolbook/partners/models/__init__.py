"""Organisations, the succession between them, the people who work for them, and how those come in."""

from poolbook.partners.models.invitation import Invitation
from poolbook.partners.models.partner import Partner
from poolbook.partners.models.person import Person
from poolbook.partners.models.sign_in import PartnerSignIn, SecondFactorReset

__all__ = ["Invitation", "Partner", "PartnerSignIn", "Person", "SecondFactorReset"]
