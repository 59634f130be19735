"""What homebot counts about itself, for Prometheus. Labels have few values; none holds a name of a stranger's."""

from prometheus_client import Counter, Gauge, Histogram

deliveries = Counter("homebot_deliveries_total", "Webhooks by event and what became of them.", ["event", "outcome"])
wakes = Counter("homebot_wakes_total", "Wakes of a lane that found deliveries, by outcome.", ["outcome"])
wake_seconds = Histogram(
    "homebot_wake_seconds",
    "Seconds from taking deliveries up to being done with them.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
evaluations = Counter("homebot_evaluations_total", "Evaluations by the standards check's conclusion.", ["conclusion"])
coverage_reports = Counter("homebot_coverage_reports_total", "Coverage reports by what became of them.", ["outcome"])
github_calls = Counter("homebot_github_calls_total", "Calls to GitHub by kind and operation.", ["kind", "operation"])
github_budget = Gauge("homebot_github_budget_remaining", "Calls left of an installation's hour.", ["installation"])
notices = Gauge("homebot_notices", "Comments and issues for GitHub that are not written, by state.", ["state"])
configuration_problems = Gauge("homebot_configuration_problems", "What is wrong with the newest configuration.")
queue_depth = Gauge("homebot_deliveries_waiting", "Deliveries that are not finished.")
queue_age = Gauge("homebot_deliveries_oldest_seconds", "Age of the oldest delivery that is not finished.")
