"""What CloudWatch has of endpoints: counted from the requests that were made. Of the instances it has nothing."""

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from aws_stand_in.check.exchange import Request
from aws_stand_in.sagemaker.refusal import Refusal

Document = dict[str, Any]
# Few, so that whoever reads has to turn pages.
QUERIES_IN_A_PAGE = 4


@dataclass(frozen=True)
class Invocation:
    endpoint: str
    variant: str
    time: float
    status: int
    microseconds: float


@dataclass
class Measurements:
    invocations: list[Invocation] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, endpoint: str, status: int, began: float) -> None:
        took = (time.time() - began) * 1e6
        with self.lock:
            self.invocations.append(Invocation(endpoint, "AllTraffic", began, status, took))

    def answers(self, request: Request) -> bool:
        target = request.headers.get("x-amz-target", "")
        return request.signing_name == "monitoring" and target.endswith(".GetMetricData")

    def get_metric_data(self, request: Document) -> Document:
        first = int(request.get("NextToken", "0"))
        queries = request["MetricDataQueries"]
        if first >= len(queries):
            raise Refusal("InvalidNextToken", "The next token is not one of this request.")
        page = queries[first : first + QUERIES_IN_A_PAGE]
        answer: Document = {"MetricDataResults": [self.result(query, request) for query in page], "Messages": []}
        if first + QUERIES_IN_A_PAGE < len(queries):
            answer["NextToken"] = str(first + QUERIES_IN_A_PAGE)
        return answer

    def result(self, query: Document, request: Document) -> Document:
        stat = query["MetricStat"]
        points = self.points(stat, request["StartTime"], request["EndTime"])
        if request.get("ScanBy", "TimestampDescending") == "TimestampDescending":
            points.reverse()
        return {
            "Id": query["Id"],
            "Label": stat["Metric"]["MetricName"],
            "Timestamps": [when for when, _ in points],
            "Values": [value for _, value in points],
            "StatusCode": "Complete",
        }

    def points(self, stat: Document, start: float, end: float) -> list[tuple[float, float]]:
        metric, period = stat["Metric"], stat["Period"]
        about = {dimension["Name"]: dimension["Value"] for dimension in metric["Dimensions"]}
        if metric["Namespace"] != "AWS/SageMaker" or period % 60 != 0:
            return []
        periods: dict[float, list[float]] = {}
        with self.lock:
            made = list(self.invocations)
        for one in made:
            began = one.time // period * period
            if (one.endpoint, one.variant) == (about["EndpointName"], about["VariantName"]) and start <= began < end:
                periods.setdefault(began, []).append(value_of(metric["MetricName"], one))
        return [(began, statistic(stat["Stat"], values)) for began, values in sorted(periods.items())]


def value_of(metric: str, invocation: Invocation) -> float:
    if metric == "ModelLatency":
        return invocation.microseconds
    counted = {
        "Invocations": True,
        "Invocation4XXErrors": 400 <= invocation.status < 500,
        "Invocation5XXErrors": invocation.status >= 500,
    }
    return float(counted[metric])


def statistic(name: str, values: list[float]) -> float:
    if name == "Sum":
        return sum(values)
    if not name.startswith("p"):
        raise Refusal("InvalidParameterValue", f"The stand-in has no statistic {name}.")
    place = max(0, round(float(name[1:]) / 100 * len(values)) - 1)
    return sorted(values)[place]

