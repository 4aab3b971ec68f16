namespace Ignition.Platforms.Aliyun;

/// <summary>Alibaba Cloud.</summary>
/// <remarks>https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata</remarks>
internal sealed class AliyunPlatform() : MetadataPlatform("aliyun", "http://100.100.100.200/latest/user-data");
