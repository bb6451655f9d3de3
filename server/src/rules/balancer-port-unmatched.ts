import type { End } from '../graph/ends.ts';
import type { Graph } from '../graph/graph.ts';
import type { Resolution } from '../graph/links.ts';
import type { Finding } from '../model/index.ts';
import { align } from './fixes.ts';
import { isBalancer } from './health-check-port-unserved.ts';
import type { Rule } from './rule.ts';
import { says } from './target-port-unmatched.ts';
import { certainty, missingEnds } from './unmatched.ts';
import { ownerText, relatedOffers, siteText } from './wording.ts';

export const balancerPortUnmatched: Rule = {
  id: 'balancer-port-unmatched',
  severity: 'warning',
  stops: true,
  summary: 'A load balancer sends traffic to a port that its machines do not listen on',
  why: `Machines that are registered without a port of their own are sent to the target group's port, and those behind a
classic load balancer to its \`instance_port\`. Where nothing listens there, every request is answered with 502 or
503. Containers of ECS bring their own port, and so are no concern of this rule.`,
  bad: {
    'main.tf': `resource "aws_lb_target_group" "web" {
  port     = 80
  protocol = "HTTP"
}

resource "aws_instance" "web" {
  user_data = "python3 -m http.server 8080"
}

resource "aws_lb_target_group_attachment" "web" {
  target_group_arn = aws_lb_target_group.web.arn
  target_id        = aws_instance.web.id
}
`,
  },
  good: {
    'main.tf': `resource "aws_lb_target_group" "web" {
  port     = 8080
  protocol = "HTTP"
}

resource "aws_instance" "web" {
  user_data = "python3 -m http.server 8080"
}

resource "aws_lb_target_group_attachment" "web" {
  target_group_arn = aws_lb_target_group.web.arn
  target_id        = aws_instance.web.id
}
`,
  },
  check(graph, component) {
    const registers = component.kind === 'member' && !component.container;
    if (!isBalancer(component) && !registers) return [];
    return graph.resolutions(component).flatMap((resolution) => {
      const { from } = resolution;
      if (from.site.role !== 'target' || from.value.kind !== 'number') return [];
      const end = missingEnds(resolution).find(({ owner }) => owner.kind === 'container');
      return end ? [report(graph, resolution, end)] : [];
    });
  },
};

function report(graph: Graph, resolution: Resolution, end: End): Finding {
  const { from } = resolution;
  return {
    rule: 'balancer-port-unmatched',
    severity: certainty('warning', resolution, end),
    span: from.site.span,
    message: `${siteText(from)} is no port that ${ownerText(end)} listens on: ${says(end.offers)}`,
    related: relatedOffers(end.offers),
    fixes: align(graph, from, end, end.offers),
  };
}
