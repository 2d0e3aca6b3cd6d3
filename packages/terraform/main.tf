# The partner's side of an AWS target of Herald: the destination, and the role by which only Herald sends to it.

variable "type" {
  description = "SQS, SNS or EVENTBRIDGE"
  type        = string
  validation {
    condition     = contains(["SQS", "SNS", "EVENTBRIDGE"], var.type)
    error_message = "Expected SQS, SNS or EVENTBRIDGE."
  }
}

variable "name" {
  description = "The name of the destination; the role is named like it"
  type        = string
}

variable "herald_account" {
  description = "The AWS account in which Herald runs"
  type        = string
}

variable "herald_roles" {
  description = "A pattern for the ARNs of Herald's own roles"
  type        = string
}

variable "external_id" {
  description = "Your external id. Herald names it whenever it assumes the role"
  type        = string
}

data "aws_partition" "current" {}

resource "aws_sqs_queue" "dead_letters" {
  count                     = var.type == "SQS" ? 1 : 0
  name                      = "${var.name}-dead-letters"
  sqs_managed_sse_enabled   = true
  message_retention_seconds = 1209600
}

resource "aws_sqs_queue" "queue" {
  count                      = var.type == "SQS" ? 1 : 0
  name                       = var.name
  sqs_managed_sse_enabled    = true
  message_retention_seconds  = 1209600
  visibility_timeout_seconds = 180
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters[0].arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue_policy" "queue" {
  count     = var.type == "SQS" ? 1 : 0
  queue_url = aws_sqs_queue.queue[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = aws_sqs_queue.queue[0].arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_sns_topic" "topic" {
  count = var.type == "SNS" ? 1 : 0
  name  = var.name
}

resource "aws_cloudwatch_event_bus" "bus" {
  count = var.type == "EVENTBRIDGE" ? 1 : 0
  name  = var.name
}

locals {
  destination = one(concat(aws_sqs_queue.queue[*].arn, aws_sns_topic.topic[*].arn, aws_cloudwatch_event_bus.bus[*].arn))
  actions = {
    SQS         = ["sqs:SendMessage", "sqs:GetQueueUrl"]
    SNS         = ["sns:Publish"]
    EVENTBRIDGE = ["events:PutEvents"]
  }
}

resource "aws_iam_role" "deliver" {
  name = "${var.name}-herald-deliver"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:${data.aws_partition.current.partition}:iam::${var.herald_account}:root" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "sts:ExternalId" = var.external_id }
        ArnLike      = { "aws:PrincipalArn" = var.herald_roles }
      }
    }]
  })
}

resource "aws_iam_role_policy" "deliver" {
  name = "deliver"
  role = aws_iam_role.deliver.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = local.actions[var.type], Resource = local.destination }]
  })
}

output "destination" {
  description = "For `destination` of POST /targets"
  value       = local.destination
}

output "assume_role_arn" {
  description = "For `auth.assumeRoleArn` of POST /targets"
  value       = aws_iam_role.deliver.arn
}
