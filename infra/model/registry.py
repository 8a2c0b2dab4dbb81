"""SageMaker's model registry, through the `aws` command line."""
from __future__ import annotations

import json
from typing import Mapping

from aws_command import ask
from sagemaker_target import instance_type

JSON = "application/json"


def register(group: str, image: str, manifest: dict, facts: Mapping[str, str], environment: Mapping[str, str]) -> str:
    """Adds the image to the group as its next version, which waits for a person's answer; returns the version's ARN."""
    request = {
        "ModelPackageGroupName": group,
        "ModelPackageDescription": manifest["version"],
        "ModelApprovalStatus": "PendingManualApproval",
        "InferenceSpecification": {
            "Containers": [{"Image": image}],
            "SupportedContentTypes": [JSON],
            "SupportedResponseMIMETypes": [JSON],
            "SupportedRealtimeInferenceInstanceTypes": [instance_type(environment)],
        },
        "CustomerMetadataProperties": dict(facts),
        **({"MetadataProperties": {"CommitId": manifest["commit"]}} if manifest["commit"] else {}),
    }
    arn = ask("sagemaker", "create-model-package", "--cli-input-json", json.dumps(request))["ModelPackageArn"]
    print(f"Registered as {arn}.", flush=True)
    return arn
