"""What moto's CloudWatch Logs lacks: looking in the streams that begin alike."""

import json
from typing import Any

from moto.logs.responses import LogsResponse

filter_events = LogsResponse.filter_log_events
NONE = ["-"]


def mend_logs() -> None:
    LogsResponse.filter_log_events = filter_with_prefix


def filter_with_prefix(response: Any) -> str:
    prefix = response._get_param("logStreamNamePrefix")
    group = response.logs_backend.groups.get(response._get_param("logGroupName"))
    if prefix is None or group is None:
        return filter_events(response)
    names = [name for name in group.streams if name.startswith(prefix)]
    asked = json.loads(response.body)
    response.body = json.dumps({**asked, "logStreamNames": names or NONE})
    return filter_events(response)
