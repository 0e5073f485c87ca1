"""The price list and the quotas, which moto has not: every type that SageMaker knows, at prices and limits of our own."""

import functools
import json
import re
from collections.abc import Callable, Iterable
from typing import Any

import botocore.session

from aws_stand_in.check.exchange import Request
from aws_stand_in.sagemaker.troubles import Troubles

JSON = "application/x-amz-json-1.1"
Document = dict[str, Any]

# US dollars an hour for what a `large` of the family has. Made up: nobody should take a price from here.
RATES = {"m5": 0.06, "c5": 0.05, "g4dn": 0.37, "g5": 0.7, "g6": 0.56, "p4d": 0.53, "p4de": 0.66, "p5": 0.63}
OTHER_RATE = 0.1
# For types about which a test has not said anything else.
QUOTA = 20
USAGES = {"Hosting": "Host", "Training": "Train"}
PURPOSES = {"Hosting": "endpoint usage", "Training": "training job usage"}
ENUMERATIONS = {"Hosting": "ProductionVariantInstanceType", "Training": "TrainingInstanceType"}


class CatalogueLayer:
    def __init__(self, application: Callable[..., Iterable[bytes]], troubles: Troubles) -> None:
        self.application = application
        self.troubles = troubles

    def __call__(self, environ: Document, start_response: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ)
        operation = request.headers.get("x-amz-target", "").partition(".")[2]
        if request.signing_name == "pricing" and operation == "GetProducts":
            answer = get_products(json.loads(request.body))
        elif request.signing_name == "servicequotas" and operation in ("ListServiceQuotas", "ListAWSDefaultServiceQuotas"):
            answer = list_quotas(json.loads(request.body), self.troubles)
        else:
            return self.application(environ, start_response)
        start_response("200 OK", [("Content-Type", JSON)])
        return [json.dumps(answer).encode()]


def get_products(request: Document) -> Document:
    """Of SageMaker alone, and by the two attributes that a deployment asks for."""
    wanted = {given["Field"]: given["Value"] for given in request.get("Filters", [])}
    is_ours = request["ServiceCode"] == "AmazonSageMaker"
    components = [name for name in USAGES if wanted.get("component", name) == name] if is_ours else []
    region = wanted.get("regionCode", "us-east-1")
    items = [price_item(name, part, region) for part in components for name in instance_types(part)]
    page, more = page_of(items, request, 100)
    return {"FormatVersion": "aws_v1", "PriceList": page, **more}


def price_item(instance_type: str, component: str, region: str) -> str:
    sku = re.sub(r"\W", "", f"{component}{instance_type}").upper()
    rate = f"{sku}.JRTCKXETXF.6YS6EN2CT7"
    dimension = {"unit": "Hrs", "beginRange": "0", "endRange": "Inf", "rateCode": rate}
    price = {"USD": f"{usd_per_hour(instance_type):.10f}"}
    attributes = {
        "instanceName": instance_type,
        "instanceType": f"{instance_type}-{component}",
        "component": component,
        "usagetype": f"{USAGES[component]}:{instance_type}",
        "regionCode": region,
        "locationType": "AWS Region",
    }
    term = {"sku": sku, "priceDimensions": {rate: {**dimension, "pricePerUnit": price}}}
    return json.dumps(
        {
            "product": {"productFamily": "ML Instance", "attributes": attributes, "sku": sku},
            "serviceCode": "AmazonSageMaker",
            "terms": {"OnDemand": {f"{sku}.JRTCKXETXF": term}},
        }
    )


def usd_per_hour(instance_type: str) -> float:
    _, family, size = instance_type.split(".")
    times = re.match(r"(\d+)xlarge$", size)
    larges = 2 * int(times[1]) if times else {"medium": 0.5, "large": 1}.get(size, 2)
    return RATES.get(family, OTHER_RATE) * larges


def list_quotas(request: Document, troubles: Troubles) -> Document:
    quotas = [
        quota(f"{name} for {purpose}", troubles.quota.get(name, QUOTA))
        for component, purpose in PURPOSES.items()
        for name in instance_types(component)
    ]
    page, more = page_of(quotas if request["ServiceCode"] == "sagemaker" else [], request, 100)
    return {"Quotas": page, **more}


def quota(name: str, value: int) -> Document:
    code = f"L-{sum(map(ord, name)):08X}"
    return {
        "ServiceCode": "sagemaker",
        "ServiceName": "Amazon SageMaker",
        "QuotaArn": f"arn:aws:servicequotas:us-east-1:123456789012:sagemaker/{code}",
        "QuotaCode": code,
        "QuotaName": name,
        "Value": float(value),
        "Unit": "None",
        "Adjustable": True,
        "GlobalQuota": False,
    }


def page_of(items: list[Any], request: Document, most: int) -> tuple[list[Any], Document]:
    start, size = int(request.get("NextToken", "0")), min(request.get("MaxResults", most), most)
    more = {"NextToken": str(start + size)} if start + size < len(items) else {}
    return items[start : start + size], more


@functools.cache
def instance_types(component: str) -> tuple[str, ...]:
    """All that botocore's model names for the purpose."""
    model = botocore.session.Session().get_service_model("sagemaker")
    names = model.shape_for(ENUMERATIONS[component]).enum
    return tuple(sorted(name for name in names if name.count(".") == 2))
