"""A client of the S3 test server by somebody else (boto3): makes a bucket and a key, lists what is there, writes an object.

    s3_client.py setup URL BUCKET            prints {"access", "secret"}; from then on the server asks for signatures
    s3_client.py list URL BUCKET             prints [{"key", "size", "type", "metadata", "sha256"}] and open uploads
    s3_client.py put URL BUCKET KEY TEXT
"""

import hashlib
import json
import os
import sys

import boto3

POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


def client(kind, url):
    key = os.environ.get("AWS_ACCESS_KEY_ID", "setup")
    secret = os.environ.get("AWS_SECRET_ACCESS_KEY", "setup")
    return boto3.client(kind, endpoint_url=url, region_name="us-east-1", aws_access_key_id=key, aws_secret_access_key=secret)


def setup(url, bucket):
    client("s3", url).create_bucket(Bucket=bucket)
    iam = client("iam", url)
    iam.create_user(UserName="artist")
    iam.put_user_policy(UserName="artist", PolicyName="s3", PolicyDocument=json.dumps(POLICY))
    key = iam.create_access_key(UserName="artist")["AccessKey"]
    return {"access": key["AccessKeyId"], "secret": key["SecretAccessKey"]}


def listing(url, bucket):
    s3 = client("s3", url)
    objects = []
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for found in page.get("Contents", []):
            one = s3.get_object(Bucket=bucket, Key=found["Key"])
            digest = hashlib.sha256(one["Body"].read()).hexdigest()
            objects.append({"key": found["Key"], "size": found["Size"], "type": one["ContentType"], "metadata": one["Metadata"], "sha256": digest})
    uploads = s3.list_multipart_uploads(Bucket=bucket).get("Uploads", [])
    return {"objects": objects, "uploads": len(uploads)}


def main(verb, url, bucket, *rest):
    if verb == "put":
        client("s3", url).put_object(Bucket=bucket, Key=rest[0], Body=rest[1].encode())
    else:
        print(json.dumps({"setup": setup, "list": listing}[verb](url, bucket)))


main(*sys.argv[1:])
