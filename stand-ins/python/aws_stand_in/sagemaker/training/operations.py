"""The operations on training jobs, by their names."""

from collections.abc import Callable
from typing import Any

from moto.iam.access_control import PermissionResult

from aws_stand_in.iam import age_of, decide, find_role, trusts_sagemaker
from aws_stand_in.sagemaker.refusal import Refusal, over_training_quota
from aws_stand_in.sagemaker.training.bucket import keys_under, place
from aws_stand_in.sagemaker.training.jobs import SPOT, Job

Document = dict[str, Any]
# What is asked for and not told again.
UNTOLD = ("Tags", "SessionChainingConfig")
ENDED = ("Completed", "Failed", "Stopped")


def create_training_job(account: Any, request: Document) -> Document:
    jobs = account.training
    name = request["TrainingJobName"]
    if name in jobs.jobs:
        raise Refusal(
            "ResourceInUse",
            "Training job names must be unique within an AWS account and region, and a training job with this name "
            f"already exists ({jobs.jobs[name].arn})",
        )
    check_exclusions(request)
    check_role(request, account.troubles.role_delay)
    check_data(request)
    check_quota(account, request)
    job = jobs.start(request)
    account.tag(job.arn, request.get("Tags"))
    return {"TrainingJobArn": job.arn}


def check_exclusions(request: Document) -> None:
    """What SageMaker excludes together. _read_; the words are ours."""
    resources, is_spot = request["ResourceConfig"], request.get("EnableManagedSpotTraining", False)
    if "InstancePreferences" in resources and (is_spot or "InstanceType" in resources):
        raise Refusal("ValidationException", "InstancePreferences excludes InstanceType and EnableManagedSpotTraining.")
    stopping = request["StoppingCondition"]
    waits = stopping.get("MaxWaitTimeInSeconds")
    if (waits is not None) != is_spot or (waits or 1e9) < stopping["MaxRuntimeInSeconds"]:
        raise Refusal("ValidationException", "Invalid MaxWaitTimeInSeconds.")


def check_role(request: Document, delay: float) -> None:
    arn = request["RoleArn"]
    role = find_role(arn)
    if role is None or age_of(role) < delay or not trusts_sagemaker(role):
        raise Refusal(
            "ValidationException",
            f"Could not assume role {arn}. Please ensure that the role exists and allows principal "
            "'sagemaker.amazonaws.com' to assume the role.",
        )


def check_data(request: Document) -> None:
    arn = request["RoleArn"]
    role = find_role(arn)
    for channel in request.get("InputDataConfig", []):
        uri = channel["DataSource"]["S3DataSource"]["S3Uri"]
        bucket, key = place(uri)
        may_read = decide(role, "s3:GetObject", f"arn:aws:s3:::{bucket}/{key}x") == PermissionResult.PERMITTED
        may_list = decide(role, "s3:ListBucket", f"arn:aws:s3:::{bucket}") == PermissionResult.PERMITTED
        if not may_read or not may_list or not keys_under(uri):
            raise Refusal(
                "ValidationException",
                f'No S3 objects found under S3 URL "{uri}" given in input data source. Please ensure that the bucket '
                "exists in the selected region (us-east-1), that objects exist under that S3 prefix, and that the role "
                f'"{arn}" has "s3:ListBucket" permissions on bucket "{bucket}".',
            )


def check_quota(account: Any, request: Document) -> None:
    is_spot = request.get("EnableManagedSpotTraining", False)
    resources = request["ResourceConfig"]
    instance_type = resources.get("InstanceType")
    limit = account.troubles.quota.get(instance_type)
    running = [job for job in account.training.jobs.values() if job.status not in ENDED]
    used = sum(job.request["ResourceConfig"]["InstanceCount"] for job in running if job.selected == instance_type)
    if limit is not None and used + resources["InstanceCount"] > limit:
        raise over_training_quota(instance_type, is_spot, limit, used, resources["InstanceCount"])


def describe_training_job(account: Any, request: Document) -> Document:
    job = account.training.job(request["TrainingJobName"])
    return {
        **{key: value for key, value in job.request.items() if key not in UNTOLD},
        "ResourceConfig": selected(job),
        "TrainingJobArn": job.arn,
        "ModelArtifacts": {
            "S3ModelArtifacts": f"{job.request['OutputDataConfig']['S3OutputPath']}/{job.name}/output/model"
        },
        "TrainingJobStatus": job.status,
        "SecondaryStatus": job.secondary,
        "SecondaryStatusTransitions": job.transitions,
        "CreationTime": job.created,
        "LastModifiedTime": job.changed,
        **({"FailureReason": job.reason} if job.reason else {}),
        **({"WarmPoolStatus": {"Status": pool}} if (pool := warm_pool(job)) else {}),
        **times(job),
    }


def selected(job: Job) -> Document:
    resources = dict(job.request["ResourceConfig"])
    if "InstancePreferences" in resources and job.selected is not None:
        resources["SelectedInstanceType"] = job.selected
        resources["SelectedInstanceCount"] = resources["InstanceCount"]
    return resources


def times(job: Job) -> Document:
    """Of a job that never trained there are none."""
    if job.began is None:
        return {}
    if job.ended is None:
        return {"TrainingStartTime": job.began}
    seconds = max(1, round(job.ended - job.began))
    return {
        "TrainingStartTime": job.began,
        "TrainingEndTime": job.ended,
        "TrainingTimeInSeconds": seconds,
        "BillableTimeInSeconds": max(1, round(seconds * SPOT)) if job.is_spot else seconds,
    }


def list_training_jobs(account: Any, request: Document) -> Document:
    """In pages, newest first."""
    found = [
        job
        for job in reversed(account.training.jobs.values())
        if request.get("NameContains", "") in job.name and request.get("StatusEquals", job.status) == job.status
    ]
    start, size = int(request.get("NextToken", "0")), request.get("MaxResults", 10)
    page = [
        {
            "TrainingJobName": job.name,
            "TrainingJobArn": job.arn,
            "CreationTime": job.created,
            "TrainingJobStatus": job.status,
            "SecondaryStatus": job.secondary,
        }
        for job in found[start : start + size]
    ]
    more = {"NextToken": str(start + size)} if start + size < len(found) else {}
    return {"TrainingJobSummaries": page, **more}


def stop_training_job(account: Any, request: Document) -> Document:
    job = account.training.job(request["TrainingJobName"])
    if job.status in ENDED:
        raise Refusal(
            "ValidationException",
            f"The request was rejected because the training job is in status {job.status}.",
        )
    account.training.stop(job)
    return {}


def delete_training_job(account: Any, request: Document) -> Document:
    job = account.training.job(request["TrainingJobName"])
    if job.status not in ENDED:
        raise Refusal("ResourceInUse", f"The training job {job.name} is in status {job.status}.")
    if warm_pool(job) == "Available":
        raise Refusal("ResourceInUse", f"The training job {job.name} retains a warm pool.")
    del account.training.jobs[job.name]
    account.tags.pop(job.arn, None)
    return {}


def update_training_job(account: Any, request: Document) -> Document:
    job = account.training.job(request["TrainingJobName"])
    job.keep_alive = request["ResourceConfig"]["KeepAlivePeriodInSeconds"]
    return {"TrainingJobArn": job.arn}


def warm_pool(job: Job) -> str | None:
    if "KeepAlivePeriodInSeconds" not in job.request["ResourceConfig"] or job.status not in ENDED:
        return None
    return "Available" if job.keep_alive > 0 else "Terminated"


training_operations: dict[str, Callable[[Any, Document], Document]] = {
    "CreateTrainingJob": create_training_job,
    "DescribeTrainingJob": describe_training_job,
    "ListTrainingJobs": list_training_jobs,
    "StopTrainingJob": stop_training_job,
    "UpdateTrainingJob": update_training_job,
    "DeleteTrainingJob": delete_training_job,
}
