# The page that says whether the ferries run. It stands elsewhere, so that it stands when the rest does not.
resource "google_compute_global_forwarding_rule" "status" {
  name       = "status"
  port_range = "80"
  target     = google_compute_target_http_proxy.status.id
}

resource "google_compute_target_http_proxy" "status" {
  name    = "status"
  url_map = google_compute_url_map.status.id
}

resource "google_compute_url_map" "status" {
  name            = "status"
  default_service = google_compute_backend_service.status.id
}

resource "google_compute_backend_service" "status" {
  name          = "status"
  protocol      = "HTTP"
  port_name     = "http"
  health_checks = [google_compute_health_check.status.id]

  backend {
    group = google_compute_instance_group.status.id
  }
}

resource "google_compute_health_check" "status" {
  name = "status"

  http_health_check {
    port = 8080
  }
}

resource "google_compute_instance_group" "status" {
  name = "status"
  zone = "europe-north1-a"

  named_port {
    name = "web"
    port = 8080
  }
}

resource "google_compute_firewall" "status" {
  name          = "status"
  network       = "default"
  source_ranges = ["130.211.0.0/22", "35.191.0.0/16"]

  allow {
    protocol = "tcp"
    ports    = ["8080"]
  }
}
