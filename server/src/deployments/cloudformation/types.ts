/** The types of CloudFormation that are known, by the names that Terraform has for them. */

const TYPES: Readonly<Record<string, string>> = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'aws_lb',
  'AWS::ElasticLoadBalancingV2::Listener': 'aws_lb_listener',
  'AWS::ElasticLoadBalancingV2::ListenerRule': 'aws_lb_listener_rule',
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'aws_lb_target_group',
  'AWS::ElasticLoadBalancing::LoadBalancer': 'aws_elb',
  'AWS::ECS::TaskDefinition': 'aws_ecs_task_definition',
  'AWS::ECS::Service': 'aws_ecs_service',
  'AWS::EC2::SecurityGroup': 'aws_security_group',
  'AWS::EC2::SecurityGroupIngress': 'aws_vpc_security_group_ingress_rule',
  'AWS::EC2::SecurityGroupEgress': 'aws_vpc_security_group_egress_rule',
  'AWS::EC2::PrefixList': 'aws_ec2_managed_prefix_list',
  'AWS::EC2::Subnet': 'aws_subnet',
  'AWS::EC2::NetworkAcl': 'aws_network_acl',
  'AWS::EC2::NetworkAclEntry': 'aws_network_acl_rule',
  'AWS::EC2::SubnetNetworkAclAssociation': 'aws_network_acl_association',
  'AWS::EC2::Instance': 'aws_instance',
  'AWS::EC2::LaunchTemplate': 'aws_launch_template',
  'AWS::AutoScaling::LaunchConfiguration': 'aws_launch_configuration',
  'AWS::AutoScaling::AutoScalingGroup': 'aws_autoscaling_group',
  'AWS::AppRunner::Service': 'aws_apprunner_service',
  'AWS::RDS::DBInstance': 'aws_db_instance',
  'AWS::RDS::DBCluster': 'aws_rds_cluster',
  'AWS::RDS::DBSubnetGroup': 'aws_db_subnet_group',
  'AWS::DocDB::DBCluster': 'aws_docdb_cluster',
  'AWS::DocDB::DBSubnetGroup': 'aws_docdb_subnet_group',
  'AWS::Neptune::DBCluster': 'aws_neptune_cluster',
  'AWS::Neptune::DBSubnetGroup': 'aws_neptune_subnet_group',
  'AWS::Redshift::Cluster': 'aws_redshift_cluster',
  'AWS::Redshift::ClusterSubnetGroup': 'aws_redshift_subnet_group',
  'AWS::ElastiCache::CacheCluster': 'aws_elasticache_cluster',
  'AWS::ElastiCache::ReplicationGroup': 'aws_elasticache_replication_group',
  'AWS::ElastiCache::SubnetGroup': 'aws_elasticache_subnet_group',
};

/** Terraform's name of a type, or the type itself. */
export function typeOf(type: string): string {
  return TYPES[type] ?? type;
}
