package dev.rcrewai.telemetry;

import com.sun.management.OperatingSystemMXBean;
import dev.rcrewai.telemetry.Metrics.GaugeName;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * The metrics of this process and the page on which Prometheus reads them. Thread-safe; a scrape
 * reads files of the operating system, so it belongs on a worker thread.
 */
public final class PrometheusMetrics implements AutoCloseable {
  /** The format of {@link #scrape}. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final JvmHeapPressureMetrics heapPressure = new JvmHeapPressureMetrics();
  private final Metrics metrics = new Metrics(registry);

  /**
   * @param performanceMonitoring whether figures of the JVM and the process are measured too
   */
  public PrometheusMetrics(boolean performanceMonitoring) {
    metrics.gauge(GaugeName.MEMORY_USAGE, PrometheusMetrics::memoryInUse);
    metrics.gauge(GaugeName.MEMORY_LIMIT, PrometheusMetrics::memoryLimit);
    if (performanceMonitoring) {
      bindJvm(registry);
    }
  }

  /** What the parts of the server count with. */
  public Metrics metrics() {
    return metrics;
  }

  /** Everything that is measured, in Prometheus' text format. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    gc.close();
    heapPressure.close();
    registry.close();
  }

  private void bindJvm(MeterRegistry meters) {
    new JvmMemoryMetrics().bindTo(meters);
    gc.bindTo(meters);
    heapPressure.bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new FileDescriptorMetrics().bindTo(meters);
  }

  /** On this JDK Netty takes memory that the buffer pools do not count. */
  private static long memoryInUse() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
        + directBuffers()
        + networkBuffers();
  }

  /** The JVM's own bean knows of containers. */
  private static long memoryLimit() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  private static long directBuffers() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static long networkBuffers() {
    return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider measured
        ? measured.metric().usedDirectMemory()
        : 0;
  }
}
