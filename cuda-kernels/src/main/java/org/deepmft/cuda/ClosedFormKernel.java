package org.deepmft.cuda;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUstream;
import org.deepmft.activation.Activation;
import org.deepmft.activation.PiecewiseLinear;
import org.deepmft.meanfield.InitialState;

/** A kernel of {@code homogeneous.cu} or {@code closed_forms.cu}, which need no table. */
final class ClosedFormKernel implements PointKernel {

  private final Kernel kernel;
  private final double[] parameters;

  private ClosedFormKernel(CudaDevice device, String file, String kernel, double... parameters) {
    this.kernel = new Kernel(device, file, kernel);
    this.parameters = parameters;
  }

  /** Returns the kernel of an activation, if there is one, as a function of the device. */
  static Optional<Function<CudaDevice, PointKernel>> of(Activation activation) {
    Optional<PiecewiseLinear> line = PiecewiseLinear.of(activation);
    if (line.isPresent()) {
      double left = line.get().negativeSlope();
      double right = line.get().positiveSlope();
      return Optional.of(
          on -> new ClosedFormKernel(on, "homogeneous", "solve_homogeneous", left, right));
    }
    return switch (activation.formula()) {
      case "sin(x)" -> Optional.of(on -> new ClosedFormKernel(on, "closed_forms", "solve_sine"));
      case "sign(x)" -> Optional.of(on -> new ClosedFormKernel(on, "closed_forms", "solve_sign"));
      default -> Optional.empty();
    };
  }

  @Override
  public boolean startsFrom(InitialState start) {
    return true;
  }

  @Override
  public void begin(InitialState start) {}

  @Override
  public void launch(CUstream stream, InitialState start, ChunkedTile.Points points) {
    NativePointerObject[] arguments = new NativePointerObject[parameters.length + 6];
    int k = 0;
    for (double parameter : parameters) {
      arguments[k++] = Pointer.to(new double[] {parameter});
    }
    arguments[k++] = Pointer.to(new double[] {start.q()});
    arguments[k++] = Pointer.to(new double[] {start.c()});
    arguments[k++] = Pointer.to(points.inputs());
    arguments[k++] = Pointer.to(new long[] {points.n()});
    arguments[k++] = Pointer.to(points.fields());
    arguments[k++] = Pointer.to(points.codes());
    kernel.start(stream, points.n(), "points", arguments);
  }

  @Override
  public void bring(Set<Integer> panels) {
    throw new IllegalStateException("a closed form has no panels, was asked for " + panels);
  }

  @Override
  public void close() {}
}
