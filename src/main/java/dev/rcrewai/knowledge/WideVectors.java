package dev.rcrewai.knowledge;

import java.io.IOException;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's own format of vectors, for longer ones than it takes by default (1024): embedders make
 * 1536 and 3072. The limit is checked where vectors are written alone, so that files are read by
 * Lucene's own classes, under their own names.
 */
final class WideVectors extends KnnVectorsFormat {
  static final int DIMENSIONS_MAX = 4096;

  private final KnnVectorsFormat format;

  private WideVectors(KnnVectorsFormat format) {
    super(format.getName());
    this.format = format;
  }

  static Codec codec() {
    var usual = Codec.getDefault();
    var vectors =
        new PerFieldKnnVectorsFormat() {
          @Override
          public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return new WideVectors(
                ((PerFieldKnnVectorsFormat) usual.knnVectorsFormat())
                    .getKnnVectorsFormatForField(field));
          }
        };
    return new FilterCodec(usual.getName(), usual) {
      @Override
      public KnnVectorsFormat knnVectorsFormat() {
        return vectors;
      }
    };
  }

  @Override
  public int getMaxDimensions(String field) {
    return DIMENSIONS_MAX;
  }

  @Override
  public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    return format.fieldsWriter(state);
  }

  @Override
  public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
    return format.fieldsReader(state);
  }
}
