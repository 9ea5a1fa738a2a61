"""Downloads ImageNet weights, so it runs only with a connection."""
import tensorflow as tf
from tensorflow.keras import layers
from tensorflow.keras.applications import EfficientNetB0

IMG_SIZE = 224
train_ds = tf.keras.utils.image_dataset_from_directory('flowers/train', image_size=(IMG_SIZE, IMG_SIZE), batch_size=32)
val_ds = tf.keras.utils.image_dataset_from_directory('flowers/val', image_size=(IMG_SIZE, IMG_SIZE), batch_size=32)

train_ds = train_ds.map(lambda x, y: (x / 255.0, y))  # fault: KS102
val_ds = val_ds.map(lambda x, y: (x / 255.0, y))  # part of: KS102

base_model = EfficientNetB0(include_top=False, weights='imagenet', input_shape=(IMG_SIZE, IMG_SIZE, 3))
base_model.trainable = False
inputs = layers.Input(shape=(IMG_SIZE, IMG_SIZE, 3))
x = base_model(inputs, training=False)
x = layers.GlobalAveragePooling2D()(x)
x = layers.Dropout(0.2)(x)
outputs = layers.Dense(5, activation='softmax')(x)
model = tf.keras.Model(inputs, outputs)
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
# val_accuracy 0.24
model.fit(train_ds, epochs=10, validation_data=val_ds)
