variable "type" {
  description = "SQS, SNS or EVENTBRIDGE"
  type        = string
  validation {
    condition     = contains(["SQS", "SNS", "EVENTBRIDGE"], var.type)
    error_message = "Expected SQS, SNS or EVENTBRIDGE."
  }
}

variable "name" {
  description = "The name of the destination, without .fifo; the role is named like it"
  type        = string
  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,49}$", var.name))
    error_message = "Expected 1 to 49 letters, digits, hyphens and underscores."
  }
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

variable "fifo" {
  description = "Whether the queue or topic is FIFO"
  type        = bool
  default     = false
}

variable "kms_key_arn" {
  description = "A KMS key of yours for the queue or topic; null if AWS may use its own"
  type        = string
  default     = null
}
