"""Drawing a district's sheet: at once where that takes a moment, by a worker where the outlines are large."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_noop

from core import jobs
from core.actor import Actor
from core.models import Job
from core.models.job import JobState
from core.models.journal import subject_key
from core.permissions import Denied
from grids.domain import filings
from grids.enums import Paper
from grids.models import Area, Filing
from oversight.domain import filing_content

# Characters of outlines (GeoJSON): four million are drawn and set in 0.7 s on one core, ten million in 1.7 s.
AT_ONCE = 4_000_000
BROKEN = gettext_noop("The map could not be drawn. The administrator finds the reason in the log; please try again.")


@transaction.atomic
def draft(
    *, district: Area, paper: Paper, preparer: str, reviewer: str = "", approval_number: str = "", by: Actor, on: date
) -> Filing:
    """One click: the district's draft with today's grids, employers and people; a large one is queued."""
    filing = filings.open_draft(
        district=district, paper=paper, preparer=preparer, reviewer=reviewer, approval_number=approval_number,
        by=by, on=on,
    )  # fmt: skip
    if filing_content.weight(district, on=on) <= AT_ONCE:
        filings.draw(filing=filing, content=filing_content.drawn(district, paper, on=on), by=by, on=on)
    else:
        filing.job = Job.objects.create(name="oversight.draw_filing", subject=subject_key(filing), user_id=by.user_id,
                                        total=2)  # fmt: skip
        filing.save(update_fields=["job"])
        jobs.enqueue("oversight.draw_filing", filing_id=filing.pk, job_id=filing.job.pk)
    filing.refresh_from_db()
    return filing


def work(filing: Filing, job: Job, *, by: Actor, on: date) -> None:
    """What the worker does; a refusal is kept on the job for the page to show."""
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
    try:
        content = filing_content.drawn(filing.area, Paper(filing.paper), on=on)
        jobs.progress(job.pk, 1)
        filings.draw(filing=filing, content=content, by=by, on=on)
        jobs.progress(job.pk, 2)
    except Denied as refusal:
        jobs.finish(job.pk, failed=str(refusal))
    except Exception:
        jobs.finish(job.pk, failed=BROKEN)
        raise
    else:
        jobs.finish(job.pk)
