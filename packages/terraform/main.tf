# The partner's side of an AWS target of Herald: the destination, and the role by which only Herald sends to it.

locals {
  is_queue  = var.type == "SQS" ? 1 : 0
  is_topic  = var.type == "SNS" ? 1 : 0
  is_bus    = var.type == "EVENTBRIDGE" ? 1 : 0
  has_key   = var.kms_key_arn != null && var.type != "EVENTBRIDGE"
  suffix    = var.fifo ? ".fifo" : ""
  retention = 1209600
  destination = one(concat(
    aws_sqs_queue.queue[*].arn,
    aws_sns_topic.topic[*].arn,
    aws_cloudwatch_event_bus.bus[*].arn,
  ))
  actions = {
    SQS         = ["sqs:SendMessage", "sqs:GetQueueUrl"]
    SNS         = ["sns:Publish"]
    EVENTBRIDGE = ["events:PutEvents"]
  }
}

resource "aws_sqs_queue" "dead_letters" {
  count                     = local.is_queue
  name                      = "${var.name}-dead-letters${local.suffix}"
  fifo_queue                = var.fifo
  kms_master_key_id         = var.kms_key_arn
  sqs_managed_sse_enabled   = local.has_key ? null : true
  message_retention_seconds = local.retention
}

resource "aws_sqs_queue" "queue" {
  count                      = local.is_queue
  name                       = "${var.name}${local.suffix}"
  fifo_queue                 = var.fifo
  kms_master_key_id          = var.kms_key_arn
  sqs_managed_sse_enabled    = local.has_key ? null : true
  message_retention_seconds  = local.retention
  visibility_timeout_seconds = 180
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters[0].arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue_policy" "dead_letters" {
  count     = local.is_queue
  queue_url = aws_sqs_queue.dead_letters[0].id
  policy    = data.aws_iam_policy_document.dead_letters[0].json
}

resource "aws_sqs_queue_policy" "queue" {
  count     = local.is_queue
  queue_url = aws_sqs_queue.queue[0].id
  policy    = data.aws_iam_policy_document.queue[0].json
}

resource "aws_sns_topic" "topic" {
  count             = local.is_topic
  name              = "${var.name}${local.suffix}"
  fifo_topic        = var.fifo
  kms_master_key_id = local.has_key ? var.kms_key_arn : "alias/aws/sns"
}

resource "aws_sns_topic_policy" "topic" {
  count  = local.is_topic
  arn    = aws_sns_topic.topic[0].arn
  policy = data.aws_iam_policy_document.topic[0].json
}

# Add rules of your own to it.
resource "aws_cloudwatch_event_bus" "bus" {
  count = local.is_bus
  name  = var.name
}

resource "aws_iam_role" "deliver" {
  name               = "${var.name}-herald-deliver"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "deliver" {
  name   = "deliver"
  role   = aws_iam_role.deliver.id
  policy = data.aws_iam_policy_document.deliver.json
}
