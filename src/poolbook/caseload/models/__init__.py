"""What the database keeps of the caseload: areas, loads, the files they made, and who looked. No person."""

from poolbook.caseload.models.lake import CaseArea, CaseLoad, LakeFile, Provider
from poolbook.caseload.models.landed import LandedForecast
from poolbook.caseload.models.line import PackageLine
from poolbook.caseload.models.look import Look

__all__ = ["CaseArea", "CaseLoad", "LakeFile", "LandedForecast", "Look", "PackageLine", "Provider"]
