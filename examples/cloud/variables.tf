variable "registry" {
  description = "Where the images are."
  default     = "registry.harbour.example/ferries"
}

variable "tickets_port" {
  description = "What the ticket office listens on."
  default     = 8080
}

variable "vpc" {
  description = "The network that everything is in."
  type        = string
}

variable "subnets" {
  type = list(string)
}
