"""Pages that stand on their own: urgent help, privacy, accessibility."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.edge.templating import page

router = APIRouter(include_in_schema=False)


@router.get("/urgent")
async def urgent(request: Request) -> Response:
    """Whom to call now, wherever one is; kept by nobody on the way (rule 3)."""
    return page(request, "site/urgent.html", keep=False)


@router.get("/privacy")
async def privacy(request: Request) -> Response:
    """What happens to what is typed."""
    return page(request, "site/privacy.html")


@router.get("/accessibility")
async def accessibility(request: Request) -> Response:
    """What the pages promise, and what is not right yet."""
    return page(request, "site/accessibility.html")
