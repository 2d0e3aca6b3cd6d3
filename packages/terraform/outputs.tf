output "destination" {
  description = "For `destination` of POST /targets"
  value       = local.destination
}

output "assume_role_arn" {
  description = "For `auth.assumeRoleArn` of POST /targets"
  value       = aws_iam_role.deliver.arn
}
