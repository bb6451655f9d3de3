resource "google_compute_backend_service" "status" {
  port_name = "http"

  backend {
    group = google_compute_instance_group.status.id
  }
}

resource "google_compute_instance_group" "status" {
  named_port {
    name = "http"
    port = 8080
  }
}
