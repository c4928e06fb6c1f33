package org.deepmft.cuda;

import static jcuda.jcublas.JCublas2.cublasCreate;
import static jcuda.jcublas.JCublas2.cublasDestroy;
import static jcuda.jcublas.JCublas2.cublasDgemmStridedBatched;
import static jcuda.jcublas.JCublas2.cublasGetVersion;
import static jcuda.jcublas.JCublas2.cublasSetMathMode;
import static jcuda.jcublas.JCublas2.cublasSetStream;
import static jcuda.jcublas.JCublas2.cublasSgemmStridedBatched;

import java.util.Optional;
import java.util.function.IntSupplier;
import jcuda.CudaException;
import jcuda.Pointer;
import jcuda.driver.CUstream;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasMath;
import jcuda.jcublas.cublasOperation;
import jcuda.jcublas.cublasStatus;
import jcuda.runtime.cudaStream_t;
import org.deepmft.backend.DeviceFailedException;

/**
 * Products of batches of matrices by cuBLAS, on one device and in one stream.
 *
 * <pre>
 *   C_b ← α op(A_b) op(B_b) + β C_b,   b = 0 … batch-1,   op(X) = X or X^T
 * </pre>
 *
 * <p>Matrices are row-major, [batch][rows][columns] (see {@link Matrices}). cuBLAS is column-major
 * and sees each of them transposed, so it is asked for C^T = op(B)^T op(A)^T: the operands change
 * places, rows and columns of C too, and leading dimensions, strides and transposes stay as they
 * are. The forward pass of {@code batch} networks, Z = W H with W [N x N] and H [N x B], is
 *
 * <pre>
 *   blas.sgemm(batch, 1, new Matrices(w, n, n), new Matrices(h, n, b), 0, new Matrices(z, n, b))
 * </pre>
 *
 * and the pass back, W^T D, has {@code new Matrices(w, n, n).transposed()} in its place.
 *
 * <p>With β = 0 what C held is not read, NaN included. Calls return at once; the stream does the
 * work, in order. cuBLAS promises the same bits for the same input on GPUs of the same architecture
 * and number of multiprocessors with the same version, as long as a handle works in one stream; it
 * is so here. The largest error of an element is about (inner + 2) u Σ|α A B| + |β C| with u =
 * 2^-24 in float and 2^-53 in double, except with {@link Arithmetic#TF32}.
 *
 * <p>JCublas2 wants libcublas.so.12. Where there is none, {@link #whyNot} says so and only what
 * needs this class is missing. Where there is CUDA 13 only, {@code cublas-shim.sh} builds one that
 * forwards to libcublas.so.13.
 *
 * <p>Must be used on a thread that the device is in use on ({@link CudaDevice#use}), by one thread
 * at a time, and closed before its stream and device. Closing it twice is fine.
 */
final class CudaBlas implements AutoCloseable {

  /** How products are computed. */
  enum Arithmetic {
    /** In the precision of the data, the standard's arithmetic throughout; may be slower. */
    PEDANTIC(cublasMath.CUBLAS_PEDANTIC_MATH),
    /** At least the precision of the data, as fast as that goes. */
    DEFAULT(cublasMath.CUBLAS_DEFAULT_MATH),
    /** Floats rounded to 10 bits on tensor cores: an error of about 1e-3 a product. */
    TF32(cublasMath.CUBLAS_TF32_TENSOR_OP_MATH);

    private final int mode;

    Arithmetic(int mode) {
      this.mode = mode;
    }
  }

  /** Loads the library once in the life of the JVM, as JCublas2 does. */
  private static final class Library {

    private static final String WANTED = "libcublas.so.12";
    private static final String NATIVE = ".so: "; // what follows the name of JCuda's library
    private static final Optional<String> WHY_NOT = load();

    private static Optional<String> load() {
      if (Platform.here().isEmpty()) {
        return Optional.of(
            "JCuda has natives for " + Platform.all() + ", this is " + Platform.description());
      }
      try {
        JCublas2.initialize();
        return Optional.empty();
      } catch (LinkageError e) {
        return Optional.of(why(e));
      }
    }

    private static String why(LinkageError error) {
      // What failed before, on another's first use, is in the cause.
      Throwable first = error.getCause() == null ? error : error.getCause();
      return String.valueOf(first.getMessage())
          .lines()
          .filter(line -> line.contains("libcublas.so."))
          .map(
              line ->
                  line.substring(
                      line.lastIndexOf(NATIVE) < 0
                          ? 0
                          : line.lastIndexOf(NATIVE) + NATIVE.length()))
          .map(said -> said.startsWith(WANTED + ": ") ? said.substring(WANTED.length() + 2) : said)
          .map(
              said ->
                  WANTED
                      + " cannot be loaded: "
                      + said
                      + "; on a machine with CUDA 13 only, run cublas-shim.sh")
          .findFirst()
          .orElseGet(() -> Driver.why(first, "libJCublas2"));
    }
  }

  private final CudaDevice device;
  private final cublasHandle handle = new cublasHandle();
  private boolean open;

  /**
   * Creates a handle.
   *
   * @param device the device, in use on this thread
   * @param stream a stream of the device, in which the work is done
   * @param arithmetic how products are computed
   * @throws IllegalStateException if there is no cuBLAS, with the reason
   * @throws Driver.OutOfMemoryException if the device has no room for its workspace
   */
  CudaBlas(CudaDevice device, CUstream stream, Arithmetic arithmetic) {
    this.device = device;
    whyNot()
        .ifPresent(
            reason -> {
              throw new IllegalStateException("cuBLAS cannot run here: " + reason);
            });
    call("cublasCreate", () -> cublasCreate(handle));
    this.open = true;
    try {
      call("cublasSetStream", () -> cublasSetStream(handle, new cudaStream_t(stream)));
      call("cublasSetMathMode " + arithmetic, () -> cublasSetMathMode(handle, arithmetic.mode));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Returns why there is no cuBLAS here, or nothing if there is. Never throws. */
  static Optional<String> whyNot() {
    return Library.WHY_NOT;
  }

  /** Returns the version of cuBLAS in words, such as {@code 12.6.4}. */
  String version() {
    int[] version = new int[1];
    call("cublasGetVersion", () -> cublasGetVersion(handle, version));
    int v = version[0];
    return v / 10_000 + "." + v / 100 % 100 + "." + v % 100;
  }

  /**
   * Multiplies floats.
   *
   * @param batch number of products, at least 0
   * @param alpha factor of the product
   * @param a left factors, [batch][m][inner] after transposing
   * @param b right factors, [batch][inner][n] after transposing, inner at least 1
   * @param beta factor of what is in c; 0 ignores it
   * @param c results, [batch][m][n]; overwritten
   * @throws IllegalArgumentException if the shapes do not fit
   * @throws DeviceFailedException if the call fails
   */
  void sgemm(int batch, float alpha, Matrices a, Matrices b, float beta, Matrices c) {
    if (isEmpty(batch, a, b, c)) {
      return;
    }
    call(
        "cublasSgemmStridedBatched" + shapes(batch, a, b, c),
        () ->
            cublasSgemmStridedBatched(
                handle,
                operation(b),
                operation(a),
                c.columns(),
                c.rows(),
                a.width(),
                Pointer.to(new float[] {alpha}),
                b.data(),
                b.leading(),
                b.stride(),
                a.data(),
                a.leading(),
                a.stride(),
                Pointer.to(new float[] {beta}),
                c.data(),
                c.leading(),
                c.stride(),
                batch));
  }

  /** Multiplies doubles, otherwise as {@link #sgemm}. */
  void dgemm(int batch, double alpha, Matrices a, Matrices b, double beta, Matrices c) {
    if (isEmpty(batch, a, b, c)) {
      return;
    }
    call(
        "cublasDgemmStridedBatched" + shapes(batch, a, b, c),
        () ->
            cublasDgemmStridedBatched(
                handle,
                operation(b),
                operation(a),
                c.columns(),
                c.rows(),
                a.width(),
                Pointer.to(new double[] {alpha}),
                b.data(),
                b.leading(),
                b.stride(),
                a.data(),
                a.leading(),
                a.stride(),
                Pointer.to(new double[] {beta}),
                c.data(),
                c.leading(),
                c.stride(),
                batch));
  }

  /** Checks the shapes; returns whether there is nothing to compute. */
  private static boolean isEmpty(int batch, Matrices a, Matrices b, Matrices c) {
    if (batch < 0) {
      throw new IllegalArgumentException("batch must be >= 0, got " + batch);
    }
    boolean fits =
        !c.isTransposed()
            && a.height() == c.rows()
            && b.width() == c.columns()
            && a.width() == b.height();
    if (!fits) {
      throw new IllegalArgumentException(
          "shapes must be [m x inner] [inner x n] -> [m x n], got" + shapes(batch, a, b, c));
    }
    if (a.width() < 1) {
      throw new IllegalArgumentException("inner must be >= 1, got" + shapes(batch, a, b, c));
    }
    if (batch > 1 && c.stride() < c.extent()) {
      throw new IllegalArgumentException(
          "results must not overlap: their stride must be >= "
              + c.extent()
              + ", got "
              + c.stride());
    }
    return batch == 0 || c.extent() == 0;
  }

  private static String shapes(int batch, Matrices a, Matrices b, Matrices c) {
    return " of " + batch + " x " + a + " " + b + " -> " + c;
  }

  private static int operation(Matrices matrices) {
    return matrices.isTransposed() ? cublasOperation.CUBLAS_OP_T : cublasOperation.CUBLAS_OP_N;
  }

  private void call(String what, IntSupplier call) {
    int status = call.getAsInt();
    if (status == cublasStatus.CUBLAS_STATUS_SUCCESS) {
      return;
    }
    CudaException said = new CudaException(cublasStatus.stringFor(status));
    String message = what + " on " + device + " failed: " + said.getMessage();
    if (status == cublasStatus.CUBLAS_STATUS_ALLOC_FAILED) {
      throw new Driver.OutOfMemoryException(message, said);
    }
    throw new DeviceFailedException(message, said);
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      Driver.release(() -> cublasDestroy(handle));
    }
  }
}
